import type { ServerResponse } from 'node:http';
import { AtlasError } from '@atlas/shared/errors';
import type { RequestHandler } from 'express';
import { proofOf } from '../http/index.ts';
import type { DpopNonces, VerifyDpop } from '../tokens/index.ts';

const keys = new WeakMap<ServerResponse, string>();

/** The key that the request's DPoP proof was made with, after `checkProof`; null without a proof. */
export const proofKeyOf = (res: ServerResponse): string | null => keys.get(res) ?? null;

const oauthErrors: Readonly<Record<string, string>> = {
  dpop_invalid: 'invalid_dpop_proof',
  use_dpop_nonce: 'use_dpop_nonce',
};

/**
 * Checks the DPoP proof of a token request, if there is one, with the nonces and the public address that the rest of
 * Atlas has: oidc-provider would take the address from the request's Host. [RFC 9449, 5]
 */
export const checkProof =
  ({ nonces, verifyDpop }: { nonces: DpopNonces; verifyDpop: VerifyDpop }): RequestHandler =>
  async (req, res, next) => {
    if (req.headers.dpop === undefined) return next();
    res.set('DPoP-Nonce', nonces.current());
    try {
      const { jkt } = await verifyDpop(proofOf(req) ?? '', { method: req.method, path: req.path });
      keys.set(res, jkt);
      next();
    } catch (error) {
      const oauthError = error instanceof AtlasError ? oauthErrors[error.code] : undefined;
      if (!oauthError) throw error;
      // The one set above may have been of a cache that is away since.
      res.set('DPoP-Nonce', nonces.current());
      res.status(400).set('Cache-Control', 'no-store').json({ error: oauthError });
    }
  };
