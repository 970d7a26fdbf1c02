import { createHash, randomUUIDv7 } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { VerifiedInitData } from '@atlas/shared/init-data';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import { newAccountKey, sealPersonal, type Vault } from '@atlas/shared/sealing';
import { nearestLocale, type OpenedSession } from '@atlas/shared/wire';
import type { Idempotency, RateLimits, RequestContext } from '../http/index.ts';
import { hashRefreshToken, newRefreshToken } from '../tokens/index.ts';
import { deviceName } from './device-name.ts';
import type { createOpenedSession } from './opened-session.ts';
import { messengerAcr, sessionPolicy } from './policy.ts';
import type { AskForConfirmation } from './proof-confirmations.ts';
import { type SignInRow, type SignInValues, signIn } from './sign-in-query.ts';

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

  const prepare = (
    botId: string,
    { user, authDate, fingerprint }: VerifiedInitData,
    jkt: string | null,
    context: RequestContext,
  ): { values: SignInValues; refreshToken: string } => {
    const now = clock();
    const { needsKnownKey } = judgeAge(authDate, now, jkt !== null, deps.initDataMaxAgeSeconds);
    const subject = String(user.id);
    const locale = nearestLocale(user.languageCode);
    const [accountId, identityId, sessionId] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];
    const [registeredEventId, openedEventId] = [randomUUIDv7(), randomUUIDv7()];
    const { key, sealedKey } = newAccountKey(vault, accountId);
    const refreshToken = newRefreshToken();
    const amr = ['telegram'];
    const registered = {
      messenger: 'telegram' as const,
      appScope: botId,
      chatId: subject,
      identityId,
      displayName: user.displayName,
      locale,
    };
    return {
      refreshToken,
      values: {
        now,
        messenger: 'telegram',
        appScope: botId,
        subject,
        fingerprint,
        pinExpiresAt: inSeconds(now, sessionPolicy.pin),
        jkt,
        needsKnownKey,
        accountId,
        identityId,
        displayName: user.displayName,
        locale,
        sealedKey,
        registeredEventId,
        registeredData: sealPersonal('user.registered.v1', registeredEventId, registered, key),
        sessionId,
        amr,
        acr: messengerAcr,
        authTime: authDate,
        proofFreshUntil: inSeconds(authDate, sessionPolicy.freshProof),
        device: deviceName('telegram', context.userAgent),
        sessionExpiresAt: inSeconds(now, sessionPolicy.session),
        openedEventId,
        openedData: { sessionId, messenger: 'telegram', amr, acr: messengerAcr },
        refreshHash: hashRefreshToken(refreshToken) as Buffer,
        refreshExpiresAt: inSeconds(now, sessionPolicy.refreshIdle),
        traceparent: context.traceparent,
      },
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

  return async ({ initData, botId = bots.defaultBotId, jkt, idempotencyKey, context }) => {
    const verify = bots.verifierOf(botId);
    if (!verify) throw new AtlasError('unknown_bot');
    const verified = verify(initData);
    await rateLimits.spend('signInByIdentity', `telegram.${botId}.${verified.user.id}`);
    const { values, refreshToken } = prepare(botId, verified, jkt, context);

    const open = async (sql: Sql): Promise<OpenedSession> => {
      const row = await signIn(sql, values);
      if (row.outcome === 'opened') return toAnswer(row, values, refreshToken);
      if (row.outcome === 'stale') throw new AtlasError('init_data_expired');
      if (row.outcome === 'replayed') throw new AtlasError('init_data_replayed');
      throw new OtherKey(row.accountId, row.sessionId);
    };

    try {
      const answer = idempotencyKey
        ? await database.transaction((tx) =>
            idempotency.once(
              tx,
              {
                key: idempotencyKey,
                operationId: 'openTelegramSession',
                caller: `${values.fingerprint.toString('hex')}.${jkt ?? ''}`,
                request: createHash('sha256').update(initData).digest('hex'),
              },
              () => open(tx),
            ),
          )
        : await open(database);
      deps.wakeEventBus();
      return answer;
    } catch (error) {
      if (!(error instanceof OtherKey) || !jkt) throw error;
      const confirmationId = await askForConfirmation({
        accountId: error.accountId,
        pinnedSessionId: error.sessionId,
        fingerprint: values.fingerprint,
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
