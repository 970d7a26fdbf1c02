import { randomUUIDv7 } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import type { SealCommand } from '@atlas/shared/sealing';
import { type EnrolFactorBody, type FactorEnrolment, maskDestination } from '@atlas/shared/wire';
import { insertChallenge } from '../challenges/index.ts';
import {
  type ContactIndex,
  type Destination,
  normalEmail,
  parsePhone,
  type SendCode,
} from '../codes/index.ts';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import {
  decodeSecret,
  deletePendingFactors,
  type FactorSeals,
  hasActiveDestination,
  insertPendingFactor,
  isOwnMessenger,
  newTotpSecret,
  totpSetup,
} from '../factors/index.ts';
import type { Idempotency, RequestContext } from '../http/index.ts';
import { selectPerson } from './queries.ts';

export type EnrolFactor = (input: {
  accountId: string;
  sessionId: string;
  body: EnrolFactorBody;
  idempotencyKey: string | null;
  context: RequestContext;
}) => Promise<FactorEnrolment>;

type Deps = {
  database: Database;
  clock: Clock;
  eventLog: EventLog;
  idempotency: Idempotency;
  factorSeals: FactorSeals;
  contactIndex: ContactIndex;
  sendCode: SendCode;
  sealCommand: SealCommand;
  smsCountries: readonly string[];
};

type Place = { accountId: string; sessionId: string; context: RequestContext };

/** An unconfirmed set-up is forgotten after so many seconds. */
const setupTtlSeconds = 600;
/** QR and key stay in the chat for so many seconds at the most. */
const chatCopyTtlSeconds = 300;

const defaultNames = { sms: 'SMS', email: 'E-mail', totp: 'Authenticator' } as const;

/**
 * Begins the set-up of a factor. It is active only after one right code came back; until then, and when it never
 * does, those in service stay as they are. Another set-up of the same kind replaces one that was not finished.
 *
 * @throws AtlasError `factor_exists`, `factor_not_allowed`, `destination_not_supported`, `resend_too_early`,
 *   `send_limited`
 */
export const createEnrolFactor = (deps: Deps): EnrolFactor => {
  const { database, clock, eventLog, idempotency, factorSeals, contactIndex, sendCode, sealCommand } = deps;

  const inSeconds = (seconds: number) => new Date(clock().getTime() + seconds * 1000);

  const dropUnfinished = async (tx: Sql, { accountId, context }: Place, kind: EnrolFactorBody['kind']) => {
    const messageRefs = await deletePendingFactors(tx, { accountId, kind });
    const commands = messageRefs.map((messageRef) => ({
      type: 'notify.delete_message.v1' as const,
      data: { messageRef },
    }));
    if (commands.length > 0) await eventLog.append(tx, accountId, commands, context);
  };

  const byCode = async (
    tx: Sql,
    place: Place,
    destination: Destination,
    name: string,
  ): Promise<FactorEnrolment> => {
    const { accountId, sessionId, context } = place;
    const { channel: kind, address } = destination;
    const destinationIndex = contactIndex(address);
    if (await hasActiveDestination(tx, { accountId, destinationIndex }))
      throw new AtlasError('factor_exists');
    if (kind === 'sms' && (await isOwnMessenger(tx, { accountId, destinationIndex })))
      throw new AtlasError('factor_not_allowed');
    await dropUnfinished(tx, place, kind);
    const [factorId, challengeId] = [randomUUIDv7(), randomUUIDv7()];
    const maskedDestination = maskDestination(address);
    const asked = { accountId, challengeId, sessionId, purpose: 'enrol' as const };
    const sent = await sendCode(tx, { ...asked, destination, context });
    await insertPendingFactor(tx, {
      id: factorId,
      accountId,
      kind,
      name,
      sealedDestination: factorSeals.sealDestination(address, { accountId, factorId }),
      destinationIndex,
      maskedDestination,
      sealedSecret: null,
      chatMessageRef: null,
      createdAt: clock(),
      expiresAt: inSeconds(setupTtlSeconds),
    });
    const challenge = { id: challengeId, accountId, sessionId, kind, factorId, ...sent };
    await insertChallenge(tx, { ...challenge, purpose: 'enrol', now: clock() });
    return {
      factorId,
      challengeId,
      kind,
      destination: maskedDestination,
      expiresAt: sent.expiresAt.toISOString(),
      resendAfter: sent.resendAfter?.toISOString() ?? null,
    };
  };

  const byAuthenticator = async (
    tx: Sql,
    place: Place,
    { name, inChat }: { name: string; inChat: boolean },
  ): Promise<FactorEnrolment> => {
    const { accountId, sessionId, context } = place;
    await dropUnfinished(tx, place, 'totp');
    const { displayName, locale } = await selectPerson(tx, accountId);
    const secret = newTotpSecret();
    const { otpauthUri, qrSvg } = await totpSetup(secret, displayName);
    const [factorId, challengeId] = [randomUUIDv7(), randomUUIDv7()];
    const chatMessageRef = inChat ? randomUUIDv7() : null;
    const expiresAt = inSeconds(setupTtlSeconds);
    await insertPendingFactor(tx, {
      id: factorId,
      accountId,
      kind: 'totp',
      name,
      sealedDestination: null,
      destinationIndex: null,
      maskedDestination: null,
      sealedSecret: factorSeals.sealSecret(decodeSecret(secret), { accountId, factorId }),
      chatMessageRef,
      createdAt: clock(),
      expiresAt,
    });
    const challenge = { id: challengeId, accountId, sessionId, kind: 'totp' as const, factorId };
    const unsent = { codeHmac: null, prefixKey: null, now: clock(), expiresAt };
    await insertChallenge(tx, { ...challenge, ...unsent, purpose: 'enrol' });
    if (chatMessageRef) {
      const data = {
        messageRef: chatMessageRef,
        locale,
        expiresAt: inSeconds(chatCopyTtlSeconds).toISOString(),
        sealed: await sealCommand(tx, chatMessageRef, { otpauthUri, secret }),
      };
      await eventLog.append(tx, accountId, [{ type: 'notify.send_totp_setup.v1', data }], context);
    }
    const shown = { secret, otpauthUri, qrSvg };
    const times = { expiresAt: expiresAt.toISOString(), resendAfter: null };
    return { factorId, challengeId, kind: 'totp', destination: null, ...times, ...shown };
  };

  const enrol = (tx: Sql, place: Place, body: EnrolFactorBody): Promise<FactorEnrolment> => {
    const name = body.name ?? defaultNames[body.kind];
    switch (body.kind) {
      case 'sms': {
        const { e164 } = parsePhone(body.phone, deps.smsCountries);
        return byCode(tx, place, { channel: 'sms', address: e164 }, name);
      }
      case 'email':
        return byCode(tx, place, { channel: 'email', address: normalEmail(body.email) }, name);
      case 'totp':
        return byAuthenticator(tx, place, { name, inChat: body.deliver === 'chat' });
    }
  };

  return async ({ body, idempotencyKey, ...place }) => {
    const answer = await database.transaction(async (tx) => {
      await lockAccount(tx, place.accountId);
      const work = () => enrol(tx, place, body);
      const { sessionId: caller } = place;
      const request = { key: idempotencyKey ?? '', operationId: 'enrolFactor', caller, request: body };
      return idempotencyKey ? idempotency.once(tx, request, work) : work();
    });
    eventLog.wake();
    return answer;
  };
};
