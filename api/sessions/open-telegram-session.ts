import { createHash } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { VerifiedInitData } from '@atlas/shared/init-data';
import type { Clock, Database } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import { nearestLocale, type OpenedSession } from '@atlas/shared/wire';
import type { Idempotency, RateLimits, RequestContext } from '../http/index.ts';
import { sessionPolicy } from './policy.ts';
import type { AskForConfirmation } from './proof-confirmations.ts';
import { ProofRefused, type SessionOpener } from './session-opener.ts';
import { signIn } from './sign-in-query.ts';
import { createSignIns } from './sign-ins.ts';

export type TelegramBots = {
  defaultBotId: string;
  /** Verifier of a bot's init data; undefined for a bot that is not ours. */
  verifierOf(botId: string): ((raw: string) => VerifiedInitData) | undefined;
};

export type OpenTelegramSession = (input: {
  initData: string;
  botId?: string;
  /** Key of the request's DPoP proof; without one the session is Bearer and the init data good once. */
  jkt: string | null;
  idempotencyKey: string | null;
  context: RequestContext;
}) => Promise<OpenedSession>;

type Deps = {
  database: Database;
  clock: Clock;
  bots: TelegramBots;
  rateLimits: RateLimits;
  idempotency: Idempotency;
  openSession: SessionOpener;
  askForConfirmation: AskForConfirmation;
  wakeEventBus: () => void;
  initDataMaxAgeSeconds: number;
  logger: Logger;
};

/** How old the proof is decides what it opens; returns whether only a known key may still use it. */
const judgeAge = (
  authDate: Date,
  now: Date,
  hasKey: boolean,
  maxAgeSeconds: number,
): { needsKnownKey: boolean } => {
  const ageSeconds = (now.getTime() - authDate.getTime()) / 1000;
  if (ageSeconds < -sessionPolicy.futureSkew) throw new AtlasError('invalid_init_data');
  if (ageSeconds > (hasKey ? sessionPolicy.knownKeyMaxAge : maxAgeSeconds))
    throw new AtlasError('init_data_expired');
  return { needsKnownKey: ageSeconds > maxAgeSeconds };
};

/**
 * Signs in by Telegram init data. The first visit registers, every visit opens a session (or finds the one this
 * very init data opened for the same key). All of it commits, or none of it.
 */
export const createOpenTelegramSession = (deps: Deps): OpenTelegramSession => {
  const { database, clock, bots, rateLimits, idempotency, openSession, askForConfirmation } = deps;

  const signIns = createSignIns(deps);

  const toProof = (botId: string, { user, authDate, fingerprint }: VerifiedInitData, hasKey: boolean) => ({
    messenger: 'telegram' as const,
    appScope: botId,
    subject: String(user.id),
    fingerprint,
    provedAt: authDate,
    ...judgeAge(authDate, clock(), hasKey, deps.initDataMaxAgeSeconds),
    displayName: user.displayName,
    locale: nearestLocale(user.languageCode),
  });

  return async ({ initData, botId = bots.defaultBotId, jkt, idempotencyKey, context }) => {
    const verify = bots.verifierOf(botId);
    if (!verify) throw new AtlasError('unknown_bot');
    const verified = verify(initData);
    await rateLimits.spend('signInByIdentity', `telegram.${botId}.${verified.user.id}`);
    const proof = toProof(botId, verified, jkt !== null);
    const { open, announce } = openSession(proof, { jkt, context });
    try {
      const answer = idempotencyKey
        ? await database.transaction((tx) =>
            idempotency.once(
              tx,
              {
                key: idempotencyKey,
                operationId: 'openTelegramSession',
                caller: `${proof.fingerprint.toString('hex')}.${jkt ?? ''}`,
                request: createHash('sha256').update(initData).digest('hex'),
              },
              () => open((values) => signIn(tx, values)),
            ),
          )
        : await open(signIns);
      deps.wakeEventBus();
      announce(answer);
      return answer;
    } catch (error) {
      if (!(error instanceof ProofRefused)) throw error;
      const { row } = error;
      if (row.outcome === 'stale') throw new AtlasError('init_data_expired');
      if (row.outcome === 'replayed' || !jkt) throw new AtlasError('init_data_replayed');
      // The init data is pinned to another key: the transaction has ended, and the person is asked in the chat.
      const confirmationId = await askForConfirmation({
        accountId: row.accountId,
        pinnedSessionId: row.sessionId,
        fingerprint: proof.fingerprint,
        jkt,
        context,
      });
      throw new AtlasError('proof_needs_confirmation', confirmationId ? { confirmationId } : {});
    }
  };
};
