import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LegacyShop } from '@atlas/shared/ports';
import {
  type KnownCustomer,
  legacyShopContract,
  type ShopMood,
} from '@atlas/shared/ports/legacy-shop.contract';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/testing/start-sandbox.ts';
import type { OldShopCustomer } from '../../sandbox/wire.ts';
import { createHttpLegacyShop } from './index.ts';

const faultOf = { failing: 'error', silent: 'timeout', cut: 'drop', overloaded: '429' } as const;

const toKnown = ({ id, orders, locked, slow, ...rest }: OldShopCustomer): KnownCustomer => ({
  ...rest,
  customerId: id,
  orderCount: orders.length,
});

const startHarness = async () => {
  const sandbox = await startSandbox();
  const url = sandbox.at('/legacy-shop');
  const options = { url, timeoutMs: 500, pauseMs: 20 };
  const ours = createHttpLegacyShop({ ...options, key: sandbox.legacyShop.key });
  const stranger = createHttpLegacyShop({ ...options, key: 'another-key' });
  let current = ours;
  const shop: LegacyShop = {
    verify: (...input) => current.verify(...input),
    customer: (...input) => current.customer(...input),
    orderSummary: (...input) => current.orderSummary(...input),
    health: () => current.health(),
  };
  const { body } = await sandbox.control('GET', '/legacy-shop/customers');
  const find = (isIt: (customer: OldShopCustomer) => boolean) =>
    toKnown((body as OldShopCustomer[]).find(isIt) as OldShopCustomer);
  return {
    shop,
    setMood: async (mood: ShopMood) => {
      current = mood === 'rejects_key' ? stranger : ours;
      await sandbox.control('DELETE', '/faults');
      if (mood === 'well' || mood === 'rejects_key') return;
      await sandbox.control('POST', '/faults', { target: 'legacy-shop', kind: faultOf[mood] });
    },
    customer: find(({ locked, orders }) => !locked && orders.length > 0),
    withoutOrders: find(({ orders }) => orders.length === 0),
    withNonAsciiPassword: find(({ password }) => /[^ -~]/.test(password)),
    locked: find(({ locked }) => locked),
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
};

legacyShopContract('the sandbox’s old shop by HTTP', startHarness);

/** A shop that answers as it is told, and counts. */
const startShop = async (answer: RequestListener) => {
  let calls = 0;
  const server = createServer((req, res) => {
    calls += 1;
    answer(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls: () => calls,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const json =
  (body: unknown, status = 200): RequestListener =>
  (_req, res) =>
    void res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));

describe('the adapter', () => {
  it.each<[string, RequestListener]>([
    ['another form', json({ ok: true })],
    ['an id that is no id', json({ verified: true, customerId: '../health' })],
    ['no JSON', (_req, res) => void res.end('<h1>Down for maintenance</h1>')],
    ['more than it should', json({ verified: false, more: 'x'.repeat(70_000) })],
    ['a redirect', (_req, res) => void res.writeHead(307, { Location: 'http://127.0.0.1:1/' }).end()],
    ['404 where there is no such thing as absent', json({}, 404)],
  ])('holds a shop that answers %s for unavailable', async (_what, answer) => {
    await using shop = await startShop(answer);
    const adapter = createHttpLegacyShop({ url: shop.url, key: 'k' });
    await expect(adapter.verify('login', 'password')).rejects.toMatchObject({ code: 'shop_unavailable' });
  });

  it('leaves a shop alone after five failures in a row, and tells how long', async () => {
    await using shop = await startShop(json({}, 500));
    const adapter = createHttpLegacyShop({ url: shop.url, key: 'k', pauseMs: 60_000 });
    for (let call = 0; call < 8; call += 1) {
      await expect(adapter.health()).rejects.toMatchObject({ details: { retryAfterSeconds: 60 } });
    }
    expect(shop.calls()).toBe(5);
  });

  it('asks once: nothing is tried again with a password', async () => {
    await using shop = await startShop((req) => void req.socket.destroy());
    const adapter = createHttpLegacyShop({ url: shop.url, key: 'k' });
    await expect(adapter.verify('login', 'password')).rejects.toMatchObject({ code: 'shop_unavailable' });
    expect(shop.calls()).toBe(1);
  });

  it('passes on how long an overloaded shop asks to wait', async () => {
    await using shop = await startShop((_req, res) => void res.writeHead(429, { 'Retry-After': '17' }).end());
    const adapter = createHttpLegacyShop({ url: shop.url, key: 'k' });
    await expect(adapter.health()).rejects.toMatchObject({ details: { retryAfterSeconds: 17 } });
  });
});
