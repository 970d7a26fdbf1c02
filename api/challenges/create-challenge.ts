import { randomUUIDv7 } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import type { Challenge, CreateChallengeBody } from '@atlas/shared/wire';
import { selectBackupCodeState } from '../backup-codes/index.ts';
import { type ContactIndex, codePolicy, type SendCode } from '../codes/index.ts';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import { type FactorSeals, isOwnMessenger, prolongPendingFactor, selectFactor } from '../factors/index.ts';
import type { Idempotency, RequestContext } from '../http/index.ts';
import {
  type ChallengeRef,
  type ChallengeRow,
  insertChallenge,
  replaceCode,
  selectChallenge,
  selectOpenChallenge,
  voidChallengesOfFactor,
} from './queries.ts';

type Deps = {
  database: Database;
  clock: Clock;
  eventLog: EventLog;
  idempotency: Idempotency;
  factorSeals: FactorSeals;
  contactIndex: ContactIndex;
  sendCode: SendCode;
};

export type CreateChallenge = (input: {
  accountId: string;
  sessionId: string;
  by: CreateChallengeBody;
  idempotencyKey: string | null;
  context: RequestContext;
}) => Promise<Challenge>;

/** How long a challenge without a code of its own may be answered, in seconds. */
const unsentTtlSeconds = 300;
/** A code may be asked for again so long after the challenge began, in seconds. */
const resendableForSeconds = 3600;

const toChallenge = (
  row: Pick<ChallengeRow, 'id' | 'kind' | 'factorId' | 'attempts' | 'expiresAt'>,
  { destination, resendAfter }: { destination: string | null; resendAfter: Date | null },
): Challenge => ({
  challengeId: row.id,
  kind: row.kind,
  factorId: row.factorId,
  destination,
  attemptsLeft: codePolicy.attempts - row.attempts,
  expiresAt: row.expiresAt.toISOString(),
  resendAfter: resendAfter?.toISOString() ?? null,
});

type Place = { accountId: string; sessionId: string; context: RequestContext };

/**
 * Begins a step-up: by a factor, whose code is sent where it has a channel, or by a backup code. While a code for the
 * same session and factor is on its way and its pause is not over, that challenge is answered again and nothing sent.
 *
 * @throws AtlasError `factor_not_found`, `factor_not_allowed`, `send_limited`, `resend_too_early`
 */
export const createCreateChallenge = (deps: Deps): CreateChallenge => {
  const { database, clock, eventLog, idempotency, factorSeals, contactIndex, sendCode } = deps;

  const insertUnsent = async (
    tx: Sql,
    { accountId, sessionId }: Place,
    kind: 'totp' | 'backup',
    factorId: string | null,
  ): Promise<Challenge> => {
    const now = clock();
    const challenge = { id: randomUUIDv7(), kind, factorId, attempts: 0, now };
    const expiresAt = new Date(now.getTime() + unsentTtlSeconds * 1000);
    const purpose = 'step_up' as const;
    await insertChallenge(tx, {
      ...challenge,
      accountId,
      sessionId,
      purpose,
      codeHmac: null,
      prefixKey: null,
      expiresAt,
    });
    return toChallenge({ ...challenge, expiresAt }, { destination: null, resendAfter: null });
  };

  const byBackupCode = async (tx: Sql, place: Place): Promise<Challenge> => {
    const { createdAt } = await selectBackupCodeState(tx, place.accountId);
    if (!createdAt) throw new AtlasError('factor_not_found');
    return insertUnsent(tx, place, 'backup', null);
  };

  const byFactor = async (tx: Sql, place: Place, factorId: string): Promise<Challenge> => {
    const { accountId, sessionId, context } = place;
    const factor = await selectFactor(tx, { accountId, factorId });
    if (factor?.state !== 'active') throw new AtlasError('factor_not_found');
    const destination = factorSeals.destinationOf(factor, accountId);
    if (!destination) return insertUnsent(tx, place, 'totp', factorId);
    const destinationIndex = contactIndex(destination.address);
    if (await isOwnMessenger(tx, { accountId, destinationIndex })) throw new AtlasError('factor_not_allowed');

    const now = clock();
    const challengeId = randomUUIDv7();
    const { maskedDestination } = factor;
    const open = await selectOpenChallenge(tx, {
      accountId,
      sessionId,
      factorId,
      now,
      maxAttempts: codePolicy.attempts,
    });
    const sent = await sendCode(tx, {
      accountId,
      challengeId,
      sessionId,
      purpose: 'step_up',
      destination,
      context,
    }).catch((error: unknown) => {
      const pauseSeconds =
        error instanceof AtlasError && error.code === 'resend_too_early' && error.details.retryAfterSeconds;
      if (open && pauseSeconds) return { resendAfter: new Date(now.getTime() + pauseSeconds * 1000) };
      throw error;
    });
    if (!('codeHmac' in sent))
      return toChallenge(open as ChallengeRow, { destination: maskedDestination, ...sent });
    await voidChallengesOfFactor(tx, factorId, now);
    const challenge = { id: challengeId, kind: destination.channel, factorId, attempts: 0, ...sent };
    await insertChallenge(tx, { ...challenge, accountId, sessionId, purpose: 'step_up', now });
    return toChallenge(challenge, { destination: maskedDestination, resendAfter: sent.resendAfter });
  };

  return async ({ by, idempotencyKey, ...place }) => {
    const answer = await database.transaction(async (tx) => {
      await lockAccount(tx, place.accountId);
      const work = () => ('factorId' in by ? byFactor(tx, place, by.factorId) : byBackupCode(tx, place));
      const request = {
        key: idempotencyKey ?? '',
        operationId: 'createChallenge',
        caller: place.sessionId,
        request: by,
      };
      return idempotencyKey ? idempotency.once(tx, request, work) : work();
    });
    eventLog.wake();
    return answer;
  };
};

export type ResendCode = (input: ChallengeRef & { context: RequestContext }) => Promise<Challenge>;

/**
 * A new code for the same challenge; the old one is dead at once, and attempts are not refilled.
 * @throws AtlasError `challenge_not_found`, `challenge_ended`, `resend_too_early`, `send_limited`
 */
export const createResendCode =
  ({
    database,
    clock,
    eventLog,
    factorSeals,
    sendCode,
  }: Omit<Deps, 'idempotency' | 'contactIndex'>): ResendCode =>
  async ({ context, ...ref }) => {
    const { accountId, challengeId } = ref;
    const answer = await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const now = clock();
      const challenge = await selectChallenge(tx, ref);
      const factor = challenge?.factorId
        ? await selectFactor(tx, { accountId, factorId: challenge.factorId })
        : undefined;
      const destination = factor && factorSeals.destinationOf(factor, accountId);
      if (!challenge || !factor || !destination) throw new AtlasError('challenge_not_found');
      const isOld = now.getTime() - challenge.createdAt.getTime() > resendableForSeconds * 1000;
      if (challenge.endedAt || challenge.attempts >= codePolicy.attempts || isOld)
        throw new AtlasError('challenge_ended');
      const { purpose } = challenge;
      const { sessionId } = ref;
      const sent = await sendCode(tx, { accountId, challengeId, sessionId, purpose, destination, context });
      await replaceCode(tx, { challengeId, codeHmac: sent.codeHmac, expiresAt: sent.expiresAt });
      // A set-up lasts at least as long as its newest code.
      await prolongPendingFactor(tx, factor.id, new Date(now.getTime() + 2 * codePolicy.ttlSeconds * 1000));
      return toChallenge(
        { ...challenge, expiresAt: sent.expiresAt },
        { destination: factor.maskedDestination, resendAfter: sent.resendAfter },
      );
    });
    eventLog.wake();
    return answer;
  };
