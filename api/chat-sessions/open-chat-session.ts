import { randomBytes } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import {
  acr,
  type ChatSession,
  type IdentityPath,
  type NewChatSession,
  type OpenedSession,
} from '@atlas/shared/wire';
import { lockPerson } from '../accounts/index.ts';
import type { RateLimits, RequestContext } from '../http/index.ts';
import {
  chatName,
  type createOpenedSession,
  type SessionOpener,
  sessionPolicy,
  signIn,
} from '../sessions/index.ts';
import { confineSession, selectStanding } from '../suspensions/index.ts';
import { chatSessionPolicy } from './policy.ts';
import { type LiveChatSession, prolongChatSession, upsertChatSession } from './queries.ts';

export type OpenChatSession = (input: {
  identity: IdentityPath;
  said: NewChatSession;
  context: RequestContext;
}) => Promise<ChatSession>;

type Deps = {
  database: Database;
  clock: Clock;
  rateLimits: RateLimits;
  openSession: SessionOpener;
  openedSession: ReturnType<typeof createOpenedSession>;
  wakeEventBus: () => void;
};

const inSeconds = (from: Date, seconds: number) => new Date(from.getTime() + seconds * 1000);

/** Without the way to refresh it: the next word is the next proof. */
const toAnswer = (
  { refreshToken: _none, ...opened }: OpenedSession,
  proved: { acr: string; authTime: Date },
): ChatSession => ({ ...opened, acr: proved.acr, authTime: proved.authTime.toISOString() });

/**
 * Signs in whoever is writing to a bot: the messenger's signed webhook is the proof, as old as what was written. The
 * first time registers, as every way in does; while their chat session lives, writing prolongs it and opens no other.
 * @throws AtlasError `rate_limited`; `invalid_request` for words from the future
 */
export const createOpenChatSession = (deps: Deps): OpenChatSession => {
  const { database, clock, rateLimits, openSession, openedSession, wakeEventBus } = deps;

  const proofOf = (identity: IdentityPath, { displayName, locale, saidAt }: NewChatSession) => {
    const now = clock();
    const saidAtDate = new Date(saidAt);
    if (saidAtDate.getTime() > now.getTime() + sessionPolicy.futureSkew * 1000)
      throw new AtlasError('invalid_request', { fields: [{ path: 'saidAt', message: 'in the future' }] });
    const provedAt = saidAtDate < now ? saidAtDate : now;
    // What was written is good for this one call, and nobody can show it again.
    return { ...identity, displayName, locale, provedAt, fingerprint: randomBytes(32), needsKnownKey: false };
  };

  const answerOf = ({ accountId, accountCreatedAt, displayName, locale, ...session }: LiveChatSession) => {
    const account = { id: accountId, displayName, locale, createdAt: accountCreatedAt };
    return toAnswer(openedSession({ account, session, isNew: false, refreshToken: '' }), session);
  };

  const prolong = async (tx: Sql, identity: IdentityPath, provedAt: Date) => {
    const now = clock();
    const live = await prolongChatSession(tx, {
      ...{ identity, now },
      freshUntil: inSeconds(provedAt, sessionPolicy.freshProof),
      expiresAt: inSeconds(now, chatSessionPolicy.idle),
    });
    return live && answerOf(live);
  };

  return async ({ identity: writer, said, context }) => {
    const standing = await selectStanding(database, writer);
    const identity = { ...writer, subject: standing?.subject ?? writer.subject };
    const { messenger, appScope, subject } = identity;
    await rateLimits.spend('signInByIdentity', `${messenger}.${appScope}.${subject}`);
    const proof = proofOf(identity, said);
    const { open, announce } = openSession(proof, {
      jkt: null,
      context,
      as: { device: chatName(messenger), ttlSeconds: chatSessionPolicy.idle },
    });
    const answer = await database.transaction(async (tx) => {
      await lockPerson(tx, identity);
      const live = await prolong(tx, identity, proof.provedAt);
      if (live) return { live };
      const opened = await open((values) => signIn(tx, values));
      await upsertChatSession(tx, identity, opened.session.id);
      const isConfined = await confineSession(tx, opened.session.id, identity);
      // Whose account it is, is not for somebody to see who may be a stranger.
      return {
        opened: isConfined
          ? { ...opened, account: { ...opened.account, displayName: said.displayName } }
          : opened,
      };
    });
    if (answer.live) return answer.live;
    wakeEventBus();
    announce(answer.opened);
    return toAnswer(answer.opened, { acr: acr.messenger, authTime: proof.provedAt });
  };
};
