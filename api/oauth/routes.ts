import { AtlasError } from '@atlas/shared/errors';
import { type RequestHandler, Router } from 'express';
import type { RateLimits, RequestContext } from '../http/index.ts';
import type { DpopNonces, VerifyDpop } from '../tokens/index.ts';
import { authorizationServerMetadata, paths } from './metadata.ts';
import { checkProof } from './proof-key.ts';

type Deps = {
  issuer: string;
  rateLimits: RateLimits;
  nonces: DpopNonces;
  verifyDpop: VerifyDpop;
  /** oidc-provider's. */
  handle: RequestHandler;
  /** Answers what it can and leaves the rest to `handle`. */
  introspectBySecret: RequestHandler;
};

const onlyBy =
  (method: string): RequestHandler =>
  (_req, res) => {
    res.set('Allow', method);
    throw new AtlasError('method_not_allowed');
  };

/** The token API's own paths; whatever else oidc-provider would answer stays out of reach. */
export const oauthRouter = ({
  issuer,
  rateLimits,
  nonces,
  verifyDpop,
  handle,
  introspectBySecret,
}: Deps): Router => {
  const metadata = JSON.stringify(authorizationServerMetadata(issuer));
  /** Before any work is done, so that guessing and flooding cost us nothing. */
  const limit: RequestHandler = async (_req, res, next) => {
    await rateLimits.spend('tokenByNetwork', (res.locals.context as RequestContext).network);
    res.set('Cache-Control', 'no-store');
    next();
  };
  const router = Router({ caseSensitive: true, strict: true })
    .get(paths.metadata, (_req, res) => {
      res.set({ 'Cache-Control': 'public, max-age=300', 'Access-Control-Allow-Origin': '*' });
      res.type('application/json').send(metadata);
    })
    .all(paths.metadata, onlyBy('GET, HEAD'))
    .post(paths.token, limit, checkProof({ nonces, verifyDpop }), handle)
    .post(paths.introspection, limit, introspectBySecret, handle)
    .post(paths.revocation, limit, handle)
    .all([paths.token, paths.introspection, paths.revocation], onlyBy('POST'));
  return router;
};
