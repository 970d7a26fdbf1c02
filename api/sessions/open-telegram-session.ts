import { createHash, randomUUIDv7 } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { TelegramUser, VerifiedInitData } from '@atlas/shared/init-data';
import type { Clock, Database } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import { newAccountKey, sealPersonal, type Vault } from '@atlas/shared/sealing';
import { publishTimeline, traceIdOf } from '@atlas/shared/trace';
import { acr, nearestLocale, type OpenedSession } from '@atlas/shared/wire';
import { LRUCache } from 'lru-cache';
import type { Idempotency, RateLimits, RequestContext } from '../http/index.ts';
import { hashRefreshToken, newRefreshToken } from '../tokens/index.ts';
import { deviceName } from './device-name.ts';
import type { createOpenedSession } from './opened-session.ts';
import { sessionPolicy } from './policy.ts';
import type { AskForConfirmation } from './proof-confirmations.ts';
import { type Registration, type SignInRow, type SignInValues, signIn } from './sign-in-query.ts';
import { createSignIns, type SignIns } from './sign-ins.ts';

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
  vault: Vault;
  bots: TelegramBots;
  rateLimits: RateLimits;
  idempotency: Idempotency;
  openedSession: ReturnType<typeof createOpenedSession>;
  askForConfirmation: AskForConfirmation;
  wakeEventBus: () => void;
  initDataMaxAgeSeconds: number;
  logger: Logger;
};

const inSeconds = (from: Date, seconds: number) => new Date(from.getTime() + seconds * 1000);

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
  const { database, clock, vault, bots, rateLimits, idempotency, openedSession, askForConfirmation } = deps;

  const signIns = createSignIns(deps);

  // Who has signed in through this process is registered: their next sign-in needs no keys made ahead.
  const known = new LRUCache<string, true>({ max: 100_000 });

  const prepareRegistration = (botId: string, user: TelegramUser): Registration => {
    const [accountId, identityId, eventId] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];
    const { key, sealedKey } = newAccountKey(vault, accountId);
    const { displayName } = user;
    const locale = nearestLocale(user.languageCode);
    const data = {
      messenger: 'telegram' as const,
      appScope: botId,
      chatId: String(user.id),
      identityId,
      displayName,
      locale,
    };
    return {
      accountId,
      identityId,
      displayName,
      locale,
      sealedKey,
      eventId,
      data: sealPersonal('user.registered.v1', eventId, data, key),
    };
  };

  const prepare = (
    botId: string,
    { user, authDate, fingerprint }: VerifiedInitData,
    jkt: string | null,
    context: RequestContext,
  ): Omit<SignInValues, 'registration' | 'refreshHash'> => {
    const now = clock();
    const { needsKnownKey } = judgeAge(authDate, now, jkt !== null, deps.initDataMaxAgeSeconds);
    const sessionId = randomUUIDv7();
    const amr = ['telegram'];
    return {
      now,
      messenger: 'telegram',
      appScope: botId,
      subject: String(user.id),
      fingerprint,
      pinExpiresAt: inSeconds(now, sessionPolicy.pin),
      jkt,
      needsKnownKey,
      sessionId,
      amr,
      acr: acr.messenger,
      authTime: authDate,
      proofFreshUntil: inSeconds(authDate, sessionPolicy.freshProof),
      device: deviceName('telegram', context.userAgent),
      sessionExpiresAt: inSeconds(now, sessionPolicy.session),
      openedEventId: randomUUIDv7(),
      openedData: { sessionId, messenger: 'telegram', amr, acr: acr.messenger },
      refreshExpiresAt: inSeconds(now, sessionPolicy.refreshIdle),
      traceparent: context.traceparent,
    };
  };

  const toAnswer = (row: SignInRow & { outcome: 'opened' }, values: SignInValues, refreshToken: string) =>
    openedSession({
      account: {
        id: row.accountId,
        displayName: row.displayName,
        locale: row.locale,
        createdAt: row.accountCreatedAt,
      },
      session: {
        messenger: values.messenger,
        amr: values.amr,
        acr: values.acr,
        jkt: values.jkt,
        lastSeenAt: values.now,
        ...(row.sessionId === null
          ? {
              id: values.sessionId,
              device: values.device,
              authTime: values.authTime,
              createdAt: values.now,
              expiresAt: values.sessionExpiresAt,
            }
          : {
              id: row.sessionId,
              device: row.sessionDevice,
              authTime: row.sessionAuthTime,
              createdAt: row.sessionCreatedAt,
              expiresAt: row.sessionExpiresAt,
            }),
      },
      isNew: row.isNew,
      refreshToken,
    });

  const announce = (
    { traceparent, openedEventId }: { traceparent: string; openedEventId: string },
    isNew: boolean,
  ) => {
    const correlationId = traceIdOf(traceparent);
    if (isNew) publishTimeline({ step: 'event', name: 'user.registered.v1', correlationId });
    publishTimeline({ step: 'event', name: 'session.opened.v1', id: openedEventId, correlationId });
  };

  return async ({ initData, botId = bots.defaultBotId, jkt, idempotencyKey, context }) => {
    const verify = bots.verifierOf(botId);
    if (!verify) throw new AtlasError('unknown_bot');
    const verified = verify(initData);
    await rateLimits.spend('signInByIdentity', `telegram.${botId}.${verified.user.id}`);
    const refreshToken = newRefreshToken();
    const prepared = {
      ...prepare(botId, verified, jkt, context),
      refreshHash: hashRefreshToken(refreshToken) as Buffer,
    };
    const person = `${botId}.${prepared.subject}`;

    const open = async (run: SignIns, isKnown = known.has(person)): Promise<OpenedSession> => {
      const values = {
        ...prepared,
        registration: isKnown ? null : prepareRegistration(botId, verified.user),
      };
      const row = await run(values);
      switch (row.outcome) {
        case 'opened':
          known.set(person, true);
          return toAnswer(row, values, refreshToken);
        case 'unregistered': // erased since this process saw them
          return open(run, false);
        case 'stale':
          throw new AtlasError('init_data_expired');
        case 'replayed':
          throw new AtlasError('init_data_replayed');
        case 'other_key':
          throw new OtherKey(row.accountId, row.sessionId);
      }
    };

    try {
      const answer = idempotencyKey
        ? await database.transaction((tx) =>
            idempotency.once(
              tx,
              {
                key: idempotencyKey,
                operationId: 'openTelegramSession',
                caller: `${prepared.fingerprint.toString('hex')}.${jkt ?? ''}`,
                request: createHash('sha256').update(initData).digest('hex'),
              },
              () => open((values) => signIn(tx, values)),
            ),
          )
        : await open(signIns);
      deps.wakeEventBus();
      if (answer.session.id === prepared.sessionId) announce(prepared, answer.isNew);
      return answer;
    } catch (error) {
      if (!(error instanceof OtherKey) || !jkt) throw error;
      const confirmationId = await askForConfirmation({
        accountId: error.accountId,
        pinnedSessionId: error.sessionId,
        fingerprint: prepared.fingerprint,
        jkt,
        context,
      });
      throw new AtlasError('proof_needs_confirmation', confirmationId ? { confirmationId } : {});
    }
  };
};

/** The init data is pinned to another key: the transaction ends, then the person is asked in the chat. */
class OtherKey extends Error {
  readonly accountId: string;
  readonly sessionId: string;
  constructor(accountId: string, sessionId: string) {
    super('init data pinned to another key');
    this.accountId = accountId;
    this.sessionId = sessionId;
  }
}
