import type { Clock, Database } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import type { RequestHandler } from 'express';
import type { RateLimits } from '../http/index.ts';
import type { KeyRing } from '../keys/index.ts';
import { createProvider } from './provider.ts';
import { oauthRouter } from './routes.ts';
import { createVerifyServiceToken, type VerifyServiceToken } from './service-tokens.ts';

export type { VerifiedServiceToken, VerifyServiceToken } from './service-tokens.ts';

export type Oauth = {
  /** `POST /oauth/token` and `GET /.well-known/oauth-authorization-server`; leaves other paths to the caller. */
  router: RequestHandler;
  verifyServiceToken: VerifyServiceToken;
};

type Deps = {
  database: Database;
  keyRing: KeyRing;
  /** PUBLIC_URL, without a slash at its end. */
  issuer: string;
  clock: Clock;
  logger: Logger;
  rateLimits: RateLimits;
};

/** The token API. A token is signed with the key that is active when it is asked for, also after a rotation. */
export const createOauth = ({ keyRing, rateLimits, ...deps }: Deps): Oauth => {
  const handlerOf = () => createProvider(deps, keyRing.active()).callback();
  let handle = handlerOf();
  keyRing.onChange(() => {
    handle = handlerOf();
  });
  return {
    router: oauthRouter({ issuer: deps.issuer, rateLimits, handleToken: (req, res) => handle(req, res) }),
    verifyServiceToken: createVerifyServiceToken({ keyRing, issuer: deps.issuer, clock: deps.clock }),
  };
};
