import { randomBytes } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import type { LoginLink } from '@atlas/shared/wire';
import { selectIdentityOfSession } from '../accounts/index.ts';
import { hashSecret } from './create-login-link.ts';
import { loginLinkPolicy } from './policy.ts';
import { insertLoginLink, selectProofOfSession } from './queries.ts';

type Deps = { database: Database; clock: Clock };

export type HandOver = (caller: { accountId: string; sessionId: string }) => Promise<LoginLink>;

/**
 * A one-time link by which the app that holds this session signs in the page it shows: a mini program of WeChat and its
 * web view keep nothing in common. The new session is of the messenger's proof alone, as old as it is: a factor that was
 * given stays behind, and no proof is renewed by going round.
 * @throws AtlasError `forbidden` in any other messenger, `invalid_token` when the session ended meanwhile
 */
export const createHandOver =
  ({ database, clock }: Deps): HandOver =>
  async ({ accountId, sessionId }) => {
    const identity = await selectIdentityOfSession(database, sessionId);
    const proof = await selectProofOfSession(database, { accountId, sessionId });
    if (!identity || !proof) throw new AtlasError('invalid_token');
    const { messenger, appScope, subject } = identity;
    if (messenger !== 'wechat') throw new AtlasError('forbidden');
    const token = randomBytes(32).toString('base64url');
    const createdAt = clock();
    const expiresAt = new Date(createdAt.getTime() + loginLinkPolicy.handOver * 1000);
    await insertLoginLink(database, {
      ...{ tokenHash: hashSecret(token), messenger, appScope, subject, createdAt, expiresAt },
      ...{ displayName: proof.displayName, locale: proof.locale, provedAt: proof.provedAt },
      ...{ begunByJkt: null, phoneIndex: null },
    });
    return { loginToken: token, expiresAt: expiresAt.toISOString() };
  };
