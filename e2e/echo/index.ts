import {
  AccessTokenRefusal,
  type AccessTokenVerifier,
  createAccessTokenVerifier,
  type Demand,
  type RevokedSessions,
} from '@atlas/shared/access-token';
import { type Clock, systemClock } from '@atlas/shared/ports';
import { acr } from '@atlas/shared/wire';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';

/** The services that it stands in for, each with its own audience under a path of its name. */
export const echoAudiences = ['orders', 'orders-legacy'] as const;

const toEcho =
  (verifier: AccessTokenVerifier, service: string, demand: Demand): RequestHandler =>
  async (req, res) => {
    const { account, scopes, clientId } = await verifier.account(req, demand);
    const { accountId, acr: level, amr, authTime } = account;
    res.json({ service, accountId, scopes, acr: level, amr, authTime: authTime.toISOString(), clientId });
  };

const refuse: ErrorRequestHandler = (error, _req, res, next) => {
  if (!(error instanceof AccessTokenRefusal)) return next(error);
  res.status(error.status).set(error.headers).json({ error: error.error });
};

/**
 * A small order service that answers what it has learned of its caller: `GET …/echo` needs `orders:view`, `POST …/echo`
 * what a purchase needs. It stands behind the gateway until real ones do, and shows how one checks its tokens.
 *
 * @param issuer PUBLIC_URL of Atlas. `jwksUrl` is given where that address is not reached from here.
 */
export const createEcho = ({
  issuer,
  jwksUrl,
  revokedSessions,
  clock = systemClock,
}: {
  issuer: string;
  jwksUrl?: string;
  revokedSessions: Pick<RevokedSessions, 'has' | 'isCurrent'>;
  clock?: Clock;
}): Express => {
  const app = express().disable('x-powered-by').disable('etag');
  const purchase = { scope: 'orders:purchase', acr: acr.mfa, maxAgeSeconds: 3600, live: true };
  for (const audience of echoAudiences) {
    const verifier = createAccessTokenVerifier({ issuer, audience, jwksUrl, revokedSessions, clock });
    app.get(`/${audience}/echo`, toEcho(verifier, audience, { scope: 'orders:view' }));
    app.post(`/${audience}/echo`, toEcho(verifier, audience, purchase));
  }
  return app.use(refuse);
};
