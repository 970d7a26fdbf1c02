import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import type { RateLimits } from '../http/index.ts';
import type { AccessTokens, EdgeClaims } from '../tokens/index.ts';
import { type ScopeDemand, scopesOf } from './audiences.ts';
import type { FindSession } from './find-session.ts';
import type { LiveSession } from './queries.ts';

export type ExchangedToken = { token: string; expiresIn: number; scopes: readonly string[] };

export type ExchangeToken = (input: {
  clientId: string;
  /** What a verified edge token says. */
  edge: EdgeClaims;
  audience: string;
  /** From `requestedScopes`: the audience is the client's, and so are they. */
  scopes: readonly string[];
  /** The client's own key, where the new token is to be bound to one. */
  jkt: string | null;
}) => Promise<ExchangedToken>;

/** What a verified edge token says, and what is wanted on the strength of it. */
type Wish = Pick<Parameters<ExchangeToken>[0], 'edge' | 'audience' | 'scopes'>;

/**
 * The live session behind a wish that it may have.
 *
 * @throws AtlasError `invalid_token` when the session ended, and `shop_link_required`, `shop_password_required` or
 *   `insufficient_user_authentication` for what was not proved.
 */
export type AssertEarned = (wish: Wish) => Promise<LiveSession>;

/** Both: an old token keeps its lower level, and a session that lost what it had proved takes its tokens along. */
const assertProved = (
  { amr, acr, maxAgeSeconds }: ScopeDemand,
  edge: EdgeClaims,
  session: LiveSession,
  now: Date,
) => {
  if (amr !== undefined && !(edge.amr.includes(amr) && session.amr.includes(amr)))
    throw new AtlasError('shop_password_required');
  const ageSeconds = (now.getTime() - edge.authTime.getTime()) / 1000;
  const isYoung = maxAgeSeconds === undefined || ageSeconds <= maxAgeSeconds;
  if (acr === undefined || (edge.acr === acr && session.acr === acr && isYoung)) return;
  throw new AtlasError('insufficient_user_authentication', { acrValues: acr, maxAge: maxAgeSeconds });
};

/** Looks at the session as it is now: a token says what was true when it was made. */
export const createAssertEarned =
  ({
    database,
    clock,
    findSession,
    hasShopLink,
  }: {
    database: Database;
    clock: Clock;
    findSession: FindSession;
    hasShopLink: (sql: Sql, accountId: string) => Promise<boolean>;
  }): AssertEarned =>
  async ({ edge, audience, scopes }) => {
    const now = clock();
    const session = await findSession(edge);
    if (!session) throw new AtlasError('invalid_token');
    const demands = scopes.map((scope) => scopesOf(audience)?.[scope] ?? {});
    if (demands.some(({ shopLink }) => shopLink) && !(await hasShopLink(database, edge.accountId)))
      throw new AtlasError('shop_link_required');
    for (const demand of demands) assertProved(demand, edge, session, now);
    return session;
  };

type Deps = { assertEarned: AssertEarned; accessTokens: AccessTokens; rateLimits: RateLimits };

/**
 * Exchanges what an edge token proved for an access token of one service [RFC 8693]. All of the scopes or a refusal
 * that says what is missing: who gets less than was asked for would find out later, and worse.
 *
 * @throws AtlasError what `assertEarned` throws, or `rate_limited`.
 */
export const createExchangeToken =
  ({ assertEarned, accessTokens, rateLimits }: Deps): ExchangeToken =>
  async ({ clientId, edge, audience, scopes, jkt }) => {
    const { expiresAt: sessionEndsAt } = await assertEarned({ edge, audience, scopes });
    await rateLimits.spend('exchangeBySession', edge.sessionId);
    const issued = accessTokens.issue({ ...edge, audience, clientId, scopes, sessionEndsAt, jkt });
    return { ...issued, scopes };
  };
