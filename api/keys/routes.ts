import { Router } from 'express';
import type { KeyRing } from './key-ring.ts';

/** `GET /.well-known/jwks.json`: the keys of every token that may still be valid, and the next one. */
export const jwksRouter = (keyRing: KeyRing): Router =>
  Router().get('/.well-known/jwks.json', (_req, res) => {
    res.set({ 'Cache-Control': 'public, max-age=300', 'Access-Control-Allow-Origin': '*' });
    res.type('application/jwk-set+json').send(JSON.stringify(keyRing.publicJwks()));
  });
