import { hash, randomBytes } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import type { IdentityPath, LoginLink, NewLoginLink } from '@atlas/shared/wire';
import type { RateLimits } from '../http/index.ts';
import { loginLinkPolicy } from './policy.ts';
import { consumeLoginStart, insertLoginLink } from './queries.ts';

const tokenBytes = 32;

/** What is kept of a token or code. */
export const hashSecret = (secret: string): Buffer => hash('sha256', secret, 'buffer');

const inSeconds = (from: Date, seconds: number) => new Date(from.getTime() + seconds * 1000);

type Deps = {
  database: Database;
  clock: Clock;
  rateLimits: RateLimits;
  contactIndex: (address: string) => Buffer;
};

export type CreateLoginLink = (identity: IdentityPath, link: NewLoginLink) => Promise<LoginLink>;

/**
 * A one-time link for the person who is writing to a bot. Where they were sent by a browser, only that one can use it.
 * @throws AtlasError `login_start_invalid` when the browser's code is unknown, over or was used; `rate_limited`
 */
export const createCreateLoginLink =
  ({ database, clock, rateLimits, contactIndex }: Deps): CreateLoginLink =>
  async ({ messenger, appScope, subject }, { displayName, locale, phone, startCode }) => {
    await rateLimits.spend('signInByIdentity', `${messenger}.${appScope}.${subject}`);
    const token = randomBytes(tokenBytes).toString('base64url');
    const createdAt = clock();
    const expiresAt = inSeconds(createdAt, loginLinkPolicy.link);
    await database.transaction(async (tx) => {
      const begunByJkt = startCode
        ? await consumeLoginStart(tx, { codeHash: hashSecret(startCode), now: createdAt })
        : null;
      if (begunByJkt === undefined) throw new AtlasError('login_start_invalid');
      await insertLoginLink(tx, {
        ...{
          tokenHash: hashSecret(token),
          messenger,
          appScope,
          subject,
          displayName,
          locale: locale ?? null,
        },
        ...{
          createdAt,
          expiresAt,
          begunByJkt,
          provedAt: createdAt,
          phoneIndex: phone ? contactIndex(phone) : null,
        },
      });
    });
    return { loginToken: token, expiresAt: expiresAt.toISOString() };
  };
