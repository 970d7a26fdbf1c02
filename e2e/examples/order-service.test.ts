import { createEmbeddedEventBus } from '@atlas/shared/event-bus';
import { createLogger, listen } from '@atlas/shared/process';
import { describe, expect, it, vi } from 'vitest';
import { createTokenApi, startApi } from '../../api/testing/index.ts';
import { createOrderService } from './order-service.ts';

describe('the order service of the docs', () => {
  it('serves who may view, and who may buy, until their session is revoked', async () => {
    await using api = await startApi();
    const { database, vault, clock } = api;
    const logger = createLogger({ process: 'test', level: 'silent' });
    const bus = createEmbeddedEventBus({ database, databaseUrl: database.url, vault, clock, logger });
    const service = await createOrderService({ issuer: api.url, bus });
    const server = await listen(service.app, { port: 0 });
    const t = createTokenApi(api);
    const gateway = await t.secretClient();
    const { accessToken, account } = await t.raise(await api.signIn(1));
    const tokenFor = async (scope: string) =>
      String((await t.exchange(gateway, accessToken, { audience: 'orders', scope })).body.access_token);
    const ask = async (method: string, token?: string) => {
      const response = await fetch(`http://127.0.0.1:${server.port}/orders`, {
        method,
        headers: token ? { Authorization: `Bearer ${token}` } : {},
      });
      return { status: response.status, body: await response.json() };
    };
    const [view, purchase] = [await tokenFor('orders:view'), await tokenFor('orders:purchase')];

    expect(await ask('GET', view)).toEqual({ status: 200, body: { ordersOf: account.id } });
    expect(await ask('POST', purchase)).toEqual({ status: 201, body: { boughtBy: account.id } });
    expect(await ask('POST', view)).toEqual({ status: 403, body: { error: 'insufficient_scope' } });
    expect(await ask('GET')).toEqual({ status: 401, body: { error: 'missing_token' } });
    expect(await ask('GET', accessToken)).toEqual({ status: 401, body: { error: 'invalid_token' } });
    await api.delete('/v1/sessions/current', { accessToken });
    await vi.waitFor(async () => expect((await ask('POST', purchase)).status).toBe(401), { timeout: 1000 });

    await service.stop();
    await bus.close();
    await server.close();
  });
});
