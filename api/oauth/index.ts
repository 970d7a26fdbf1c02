import type { Clock, Database, Sql } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import type { RequestHandler } from 'express';
import type { FindClient } from '../clients/index.ts';
import type { RateLimits } from '../http/index.ts';
import type { KeyRing } from '../keys/index.ts';
import type { RevokeSessions } from '../sessions/index.ts';
import { createAccessTokens, type DpopNonces, type EdgeTokens, type VerifyDpop } from '../tokens/index.ts';
import {
  type AssertEarned,
  createAssertEarned,
  createExchangeToken,
  type ExchangeToken,
} from './exchange-token.ts';
import { createFindSession } from './find-session.ts';
import { createIntrospect } from './introspect.ts';
import { introspectBySecret } from './introspect-by-secret.ts';
import { createLocalKeys } from './local-keys.ts';
import { createProvider } from './provider.ts';
import { createRevoke } from './revoke.ts';
import { oauthRouter } from './routes.ts';
import { createVerifyServiceToken, type VerifyServiceToken } from './service-tokens.ts';

export { audiences, type ScopeDemand } from './audiences.ts';
export type { AssertEarned, ExchangeToken } from './exchange-token.ts';
export { requestedScopes } from './requested-scopes.ts';
export type { VerifiedServiceToken, VerifyServiceToken } from './service-tokens.ts';

export type Oauth = {
  /** `/oauth/*` and `GET /.well-known/oauth-authorization-server`; leaves other paths to the caller. */
  router: RequestHandler;
  verifyServiceToken: VerifyServiceToken;
  assertEarned: AssertEarned;
  exchangeToken: ExchangeToken;
};

type Deps = {
  database: Database;
  findClient: FindClient;
  keyRing: KeyRing;
  /** PUBLIC_URL, without a slash at its end. */
  issuer: string;
  clock: Clock;
  logger: Logger;
  rateLimits: RateLimits;
  edgeTokens: EdgeTokens;
  nonces: DpopNonces;
  verifyDpop: VerifyDpop;
  revokeSessions: RevokeSessions;
  hasShopLink: (sql: Sql, accountId: string) => Promise<boolean>;
};

/** The token API. A token is signed with the key that is active when it is asked for, also after a rotation. */
export const createOauth = (deps: Deps): Oauth => {
  const { keyRing, issuer, clock, rateLimits, nonces, verifyDpop } = deps;
  const findKey = createLocalKeys(keyRing);
  const accessTokens = createAccessTokens({ keyRing, issuer, clock });
  const findSession = createFindSession(deps);
  const assertEarned = createAssertEarned({ ...deps, findSession });
  const exchangeToken = createExchangeToken({ assertEarned, accessTokens, rateLimits });
  const introspect = createIntrospect({ ...deps, findKey, findSession });
  const revoke = createRevoke({ ...deps, findKey });

  const handlerOf = () =>
    createProvider({ ...deps, exchangeToken, introspect, revoke }, keyRing.active()).callback();
  let handle = handlerOf();
  keyRing.onChange(() => {
    handle = handlerOf();
  });
  return {
    router: oauthRouter({
      issuer,
      rateLimits,
      nonces,
      verifyDpop,
      handle: (req, res) => handle(req, res),
      introspectBySecret: introspectBySecret({ ...deps, introspect }),
    }),
    verifyServiceToken: createVerifyServiceToken({ findKey, issuer, clock }),
    assertEarned,
    exchangeToken,
  };
};
