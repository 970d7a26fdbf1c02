import { generateKeyPairSync } from 'node:crypto';
import { followRevokedSessions } from '@atlas/shared/access-token';
import { createEmbeddedEventBus } from '@atlas/shared/event-bus';
import { createLogger, listen } from '@atlas/shared/process';
import { acr } from '@atlas/shared/wire';
import { SignJWT } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { createTokenApi, startApi } from '../api/testing/index.ts';
import { createEcho, echoAudiences } from './echo/index.ts';

/** The API, its gateway, and behind that the echo service on a port of its own, hearing of revocations from the bus. */
const start = async () => {
  // The echo service is told the gateway's address, and the gateway the echo service's: it listens first.
  let handle: Parameters<typeof listen>[0] = () => {};
  const server = await listen((req, res) => handle(req, res), { port: 0 });
  const echoUrl = `http://127.0.0.1:${server.port}`;
  const api = await startApi({
    gatewayUpstreams: Object.fromEntries(echoAudiences.map((name) => [name, `${echoUrl}/${name}`])),
  });
  const { database, vault, clock } = api;
  const bus = createEmbeddedEventBus({
    database,
    databaseUrl: database.url,
    vault,
    clock,
    logger: createLogger({ process: 'test', level: 'silent' }),
  });
  const revokedSessions = await followRevokedSessions({ bus, group: 'echo', clock });
  handle = createEcho({ issuer: api.url, revokedSessions, clock });
  const tokens = createTokenApi(api);

  const call = async (url: string, token: string, { method = 'GET', scheme = 'Bearer' } = {}) => {
    const response = await fetch(url, { method, headers: { Authorization: `${scheme} ${token}` } });
    const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    return { status: response.status, body, challenge: response.headers.get('WWW-Authenticate') };
  };
  return {
    api,
    ...tokens,
    /** Straight to the service, past the gateway. */
    inside: (service: string, token: string, options?: { method?: string; scheme?: string }) =>
      call(`${echoUrl}/${service}/echo`, token, options),
    gateway: (service: string, token: string, options?: { method?: string }) =>
      call(`${api.url}/gateway/${service}/echo`, token, options),
    edge: (token: string) => call(`${api.url}/v1/account`, token),
    [Symbol.asyncDispose]: async () => {
      await revokedSessions.stop();
      await bus.close();
      await server.close();
      await api[Symbol.asyncDispose]();
    },
  };
};
type T = Awaited<ReturnType<typeof start>>;

/** One of every kind of token that Atlas gives out, all of them good where they belong. */
const tokensOf = async (t: T) => {
  const gateway = await t.secretClient({ audiences: ['orders', 'orders-legacy'] });
  const opened = await t.api.signIn(1);
  const { accessToken: edge } = await t.raise(opened);
  const exchanged = async (audience: string, scope: string) =>
    String((await t.exchange(gateway, edge, { audience, scope })).body.access_token);
  const service = await t.post(
    '/oauth/token',
    { grant_type: 'client_credentials', audience: 'orders' },
    gateway.basic,
  );
  await t.api.database.query({
    text: `insert into shop_links (id, account_id, customer_hash, sealed_customer, linked_at, undo_until)
           select gen_random_uuid(), id, $1, 'x', now(), now() from accounts`,
    values: [Buffer.alloc(32)],
  });
  const linked = await t.raise(await t.api.signIn(1), { amr: ['pwd'], acr: acr.messenger });
  const legacy = await t.exchange(gateway, linked.accessToken, { audience: 'orders-legacy' });
  return {
    edge,
    refresh: opened.refreshToken,
    access: await exchanged('orders', 'orders:view'),
    legacy: String(legacy.body.access_token),
    service: String(service.body.access_token),
    atlasApi: await t.api.serviceToken(),
  };
};

describe('the way of a request through the gateway', () => {
  it('ends at the service with the account, its scopes and its level', async () => {
    await using t = await start();
    const opened = await t.api.signIn(1);
    const { accessToken } = await t.raise(opened);

    expect(await t.gateway('orders', accessToken)).toMatchObject({
      status: 200,
      body: {
        service: 'orders',
        accountId: opened.account.id,
        scopes: ['orders:view', 'orders:purchase'],
        acr: acr.mfa,
        clientId: 'atlas-gateway',
      },
    });
    expect((await t.gateway('orders', accessToken, { method: 'POST' })).status).toBe(200);
  });

  it('ends inside within a second of a revocation, wherever the access token is', async () => {
    await using t = await start();
    const { edge, access } = await tokensOf(t);
    expect((await t.inside('orders', access)).status).toBe(200);
    const revokedAt = performance.now();
    await t.api.delete('/v1/sessions', { accessToken: edge });

    await vi.waitFor(async () => expect((await t.inside('orders', access)).status).toBe(401), {
      timeout: 1000,
      interval: 20,
    });
    expect(performance.now() - revokedAt).toBeLessThan(1000);
    expect((await t.gateway('orders', edge)).status).toBe(401);
  });
});

// Every kind of token, at every place that takes tokens: good in one place, nothing anywhere else.
describe('a token in the wrong place', () => {
  it('is refused, each kind at each place', async () => {
    await using t = await start();
    const tokens = await tokensOf(t);
    const places = {
      edge: (token: string) => t.edge(token),
      gateway: (token: string) => t.gateway('orders', token),
      orders: (token: string) => t.inside('orders', token),
      'orders-legacy': (token: string) => t.inside('orders-legacy', token),
      'act for a person': async (token: string) =>
        t.api.get('/v1/service/identities/telegram/7000000001/1/account', { accessToken: token }),
    };
    const answers: Record<string, Record<string, number>> = {};
    for (const [kind, token] of Object.entries(tokens)) {
      answers[kind] = {};
      for (const [place, ask] of Object.entries(places)) answers[kind][place] = (await ask(token)).status;
    }

    const nowhere = { edge: 401, gateway: 401, orders: 401, 'orders-legacy': 401, 'act for a person': 401 };
    expect(answers).toEqual({
      edge: { ...nowhere, edge: 200, gateway: 200 },
      refresh: nowhere,
      access: { ...nowhere, orders: 200 },
      legacy: { ...nowhere, 'orders-legacy': 200 },
      service: nowhere,
      atlasApi: { ...nowhere, 'act for a person': 200 },
    });
  });

  it.each<[string, (token: string, t: T) => Promise<string> | string]>([
    ['garbage', () => 'a.b.c'],
    ['no token', () => ''],
    ['a token cut short', (token) => token.slice(0, -10)],
    [
      'a changed claim',
      (token) => {
        const [header, payload = '', signature] = token.split('.');
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
        const changed = { ...claims, scope: 'orders:view orders:purchase' };
        return `${header}.${Buffer.from(JSON.stringify(changed)).toString('base64url')}.${signature}`;
      },
    ],
    [
      'alg none',
      (token) =>
        `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${token.split('.')[1]}.`,
    ],
    ['another key under a kid of its own', (token) => forge(token, { kid: 'mine' })],
    ['another key under our kid', (token) => forge(token, {})],
  ])('is refused everywhere when it is %s', async (_what, spoil) => {
    await using t = await start();
    const { edge, access } = await tokensOf(t);

    expect((await t.edge(await spoil(edge, t))).status).toBe(401);
    expect((await t.gateway('orders', await spoil(edge, t))).status).toBe(401);
    expect((await t.inside('orders', await spoil(access, t))).status).toBe(401);
  });

  it('is refused once it has ended', async () => {
    await using t = await start();
    const { edge, access } = await tokensOf(t);
    t.api.clock.advanceSeconds(331);
    expect((await t.inside('orders', access)).status).toBe(401);
    t.api.clock.advanceSeconds(271);
    expect((await t.edge(edge)).status).toBe(401);
    expect((await t.gateway('orders', edge)).status).toBe(401);
  });
});

/** The same claims under a header of the same type, signed by a key that Atlas never had. */
const forge = (token: string, change: Record<string, unknown>): Promise<string> => {
  const [header, payload] = token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>);
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'ES256', ...header, ...change })
    .sign(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
};
