import {
  AccessTokenRefusal,
  createAccessTokenVerifier,
  followRevokedSessions,
} from '@atlas/shared/access-token';
import type { EventBus } from '@atlas/shared/ports';
import express, { type ErrorRequestHandler } from 'express';

export const createOrderService = async ({ issuer, bus }: { issuer: string; bus: EventBus }) => {
  const revokedSessions = await followRevokedSessions({ bus, group: 'orders-1' });
  const verifier = createAccessTokenVerifier({ issuer, audience: 'orders', revokedSessions });

  const refuse: ErrorRequestHandler = (error, _req, res, next) => {
    if (!(error instanceof AccessTokenRefusal)) return next(error);
    res.status(error.status).set(error.headers).json({ error: error.error });
  };

  const app = express()
    .get('/orders', async (req, res) => {
      const { account } = await verifier.account(req, { scope: 'orders:view' });
      res.json({ ordersOf: account.accountId });
    })
    .post('/orders', async (req, res) => {
      const { account } = await verifier.account(req, {
        scope: 'orders:purchase',
        acr: 'urn:atlas:acr:mfa',
        maxAgeSeconds: 3600,
        live: true,
      });
      res.status(201).json({ boughtBy: account.accountId });
    })
    .use(refuse);
  return { app, stop: () => revokedSessions.stop() };
};
