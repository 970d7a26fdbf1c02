import { createHash, timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@atlas/shared/process';
import { continueTrace, publishTimeline, traceIdOf } from '@atlas/shared/trace';
import express, { type ErrorRequestHandler, type Request, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import type { Faults } from '../faults/faults.ts';
import type { OldShopCustomer } from '../wire.ts';
import { ShopError } from './shop-error.ts';
import { createShopFaults } from './shop-faults.ts';
import type { ShopWorld } from './shop-world.ts';

type Deps = { world: ShopWorld; faults: Faults; logger: Logger; stopping: AbortSignal };

const Credentials = z.object({ login: z.string().min(1).max(254), password: z.string().min(1).max(1024) });

/** Like many an old shop, it works only for logins it knows: callers have to hide the difference. */
const hashingMs = 60;
const slowRecordMs = 3000;

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
const isSame = (one: string, other: string) => timingSafeEqual(digest(one), digest(other));

const showOnTimeline: RequestHandler = (req, res, next) => {
  const startedAtMs = performance.now();
  const { traceparent } = req.headers;
  res.once('close', () => {
    if (typeof traceparent !== 'string') return;
    publishTimeline({
      correlationId: traceIdOf(continueTrace(traceparent)),
      step: 'http',
      name: `${req.method} ${req.path.replace(/C\d+/, '{id}')} → legacy-shop`,
      status: res.writableFinished ? String(res.statusCode) : 'cut',
      durationMs: performance.now() - startedAtMs,
    });
  });
  next();
};

const writeError =
  (logger: Logger): ErrorRequestHandler =>
  (error, _req, res, next) => {
    if (res.headersSent) return next(error);
    const isClientFault = error instanceof z.ZodError || (error as { status?: unknown }).status === 400;
    const known = error instanceof ShopError ? error : new ShopError(isClientFault ? 422 : 500, 'internal');
    if (known.status === 500 && !(error instanceof ShopError)) logger.error({ error }, 'old shop failed');
    if (known.retryAfterSeconds !== undefined) res.set('Retry-After', String(known.retryAfterSeconds));
    const code = known.status === 422 ? 'request_invalid' : known.code;
    res.status(known.status).json({ error: { code } });
  };

/** The old shop's HTTP contract: `docs/legacy-shop.md`. */
export const shopApi = ({ world, faults, logger, stopping }: Deps): Router => {
  const pause = (ms: number) => sleep(ms, undefined, { signal: stopping }).catch(() => undefined);

  const checkKey: RequestHandler = (req, _res, next) => {
    if (!isSame(req.get('X-Shop-Key') ?? '', world.key)) throw new ShopError(401, 'key_invalid');
    next();
  };

  const customerOf = async (req: Request): Promise<OldShopCustomer> => {
    const customer = world.find(String(req.params.id));
    if (!customer) throw new ShopError(404, 'customer_not_found');
    if (customer.slow) await pause(slowRecordMs);
    return customer;
  };

  return Router()
    .use(showOnTimeline, createShopFaults({ faults, stopping }), checkKey, express.json({ limit: '16kb' }))
    .get('/health', (_req, res) => void res.json({ status: 'ok' }))
    .post('/credentials/verify', async (req, res) => {
      const { login, password } = Credentials.parse(req.body);
      const customer = world.findByLogin(login);
      if (customer) await pause(hashingMs);
      const isRight = customer !== undefined && isSame(password, customer.password) && !customer.locked;
      res.json(isRight ? { verified: true, customerId: customer.id } : { verified: false });
    })
    .get('/customers/:id', async (req, res) => {
      const { id, name, email, phone } = await customerOf(req);
      res.json({ customerId: id, name, email, phone });
    })
    .get('/customers/:id/orders/summary', async (req, res) => {
      const { orders } = await customerOf(req);
      res.json({ orderCount: orders.length, lastOrderAt: orders.at(-1)?.placedAt ?? null });
    })
    .get('/customers/:id/orders', async (req, res) => {
      const { orders } = await customerOf(req);
      res.json({ items: orders.toReversed() });
    })
    .use(() => {
      throw new ShopError(404, 'not_found');
    })
    .use(writeError(logger));
};
