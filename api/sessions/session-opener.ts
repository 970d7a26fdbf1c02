import { randomUUIDv7 } from 'node:crypto';
import type { Clock } from '@atlas/shared/ports';
import { newAccountKey, sealPersonal, type Vault } from '@atlas/shared/sealing';
import { publishTimeline, traceIdOf } from '@atlas/shared/trace';
import { acr, type Locale, type Messenger, type OpenedSession } from '@atlas/shared/wire';
import { LRUCache } from 'lru-cache';
import type { RequestContext } from '../http/index.ts';
import { hashRefreshToken, newRefreshToken } from '../tokens/index.ts';
import { deviceName } from './device-name.ts';
import type { createOpenedSession } from './opened-session.ts';
import { sessionPolicy } from './policy.ts';
import type { Registration, SignInRow, SignInValues } from './sign-in-query.ts';

/** What a messenger proved: who somebody is there, when, and by what, which is good for one key. */
export type MessengerProof = {
  messenger: Messenger;
  appScope: string;
  subject: string;
  /** 32 bytes that name this very proof. */
  fingerprint: Buffer;
  provedAt: Date;
  /** The proof is so old that only a key the account already uses may come with it. */
  needsKnownKey: boolean;
  /** For whom it is the first visit. */
  displayName: string;
  locale: Locale;
};

type SignInOptions = {
  context: RequestContext;
  /** A session that is no device's: what people know it by, and how long it lives. */
  as?: { device: string; ttlSeconds: number };
  /** What the proof is good for (Default: `acr.messenger`). */
  level?: string;
};

type Deps = {
  clock: Clock;
  vault: Vault;
  openedSession: ReturnType<typeof createOpenedSession>;
};

/** The proof opens nothing for this key: why, and whose session it opened before. */
export class ProofRefused extends Error {
  override name = 'ProofRefused';
  readonly row: Extract<SignInRow, { outcome: 'other_key' | 'replayed' | 'stale' }>;

  constructor(row: ProofRefused['row']) {
    super(row.outcome);
    this.row = row;
  }
}

const inSeconds = (from: Date, seconds: number) => new Date(from.getTime() + seconds * 1000);

export type SessionOpener = ReturnType<typeof createSessionOpener>;

/** Where every messenger's sign-in ends: the first visit registers, every visit opens a session. */
export const createSessionOpener = ({ clock, vault, openedSession }: Deps) => {
  // Who has signed in through this process is registered: their next sign-in needs no keys made ahead.
  const known = new LRUCache<string, true>({ max: 100_000 });

  const prepareRegistration = (proof: MessengerProof): Registration => {
    const [accountId, identityId, eventId] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];
    const { key, sealedKey } = newAccountKey(vault, accountId);
    const { messenger, appScope, subject: chatId, displayName, locale } = proof;
    const data = { messenger, appScope, chatId, identityId, displayName, locale };
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
    proof: MessengerProof,
    jkt: string | null,
    { context, as, level = acr.messenger }: SignInOptions,
  ): Omit<SignInValues, 'registration' | 'refreshHash'> => {
    const now = clock();
    const { messenger, appScope, subject, fingerprint, provedAt, needsKnownKey } = proof;
    const sessionId = randomUUIDv7();
    const amr = [messenger];
    return {
      now,
      messenger,
      appScope,
      subject,
      fingerprint,
      pinExpiresAt: inSeconds(now, sessionPolicy.pin),
      jkt,
      needsKnownKey,
      sessionId,
      amr,
      acr: level,
      authTime: provedAt,
      proofFreshUntil: inSeconds(provedAt, sessionPolicy.freshProof),
      device: as?.device ?? deviceName(messenger, context.userAgent),
      sessionExpiresAt: inSeconds(now, as?.ttlSeconds ?? sessionPolicy.session),
      openedEventId: randomUUIDv7(),
      openedData: { sessionId, messenger, amr, acr: level },
      refreshExpiresAt: inSeconds(now, as?.ttlSeconds ?? sessionPolicy.refreshIdle),
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

  /**
   * Prepares a sign-in; `open` then runs it, in a transaction of its own or the caller's.
   * `open` throws ProofRefused; nothing was written then.
   */
  return (proof: MessengerProof, { jkt, ...options }: SignInOptions & { jkt: string | null }) => {
    const refreshToken = newRefreshToken();
    const prepared = {
      ...prepare(proof, jkt, options),
      refreshHash: hashRefreshToken(refreshToken) as Buffer,
    };
    const person = `${proof.messenger}.${proof.appScope}.${proof.subject}`;

    const open = async (
      run: (values: SignInValues) => Promise<SignInRow>,
      isKnown = known.has(person),
    ): Promise<OpenedSession> => {
      const values = { ...prepared, registration: isKnown ? null : prepareRegistration(proof) };
      const row = await run(values);
      switch (row.outcome) {
        case 'opened':
          known.set(person, true);
          return toAnswer(row, values, refreshToken);
        case 'unregistered': // erased since this process saw them
          return open(run, false);
        default:
          throw new ProofRefused(row);
      }
    };

    /** Tells the timeline, once it is committed. */
    const announce = ({ session, isNew }: OpenedSession): void => {
      if (session.id !== prepared.sessionId) return;
      const correlationId = traceIdOf(prepared.traceparent);
      if (isNew) publishTimeline({ step: 'event', name: 'user.registered.v1', correlationId });
      publishTimeline({
        step: 'event',
        name: 'session.opened.v1',
        id: prepared.openedEventId,
        correlationId,
      });
    };
    return { open, announce };
  };
};
