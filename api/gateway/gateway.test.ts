import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { acr } from '@atlas/shared/wire';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { createTokenApi, startApi } from '../testing/index.ts';

type Seen = { method?: string; url?: string; headers: IncomingMessage['headers']; body: string };
type Answer = (req: IncomingMessage, res: ServerResponse) => void;

const hello: Answer = (_req, res) =>
  void res.setHeader('Content-Type', 'application/json').end('{"ok":true}');

/** A service that notes what reached it. */
const startService = async (answer: Answer) => {
  const seen: Seen[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const { method, url, headers } = req;
      seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      answer(req, res);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { seen, stop, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

const start = async ({ answer = hello, timeoutMs }: { answer?: Answer; timeoutMs?: number } = {}) => {
  const service = await startService(answer);
  const upstreams = { orders: `${service.url}/base`, 'orders-legacy': service.url, away: service.url };
  const api = await startApi({ gatewayUpstreams: upstreams, gatewayTimeoutMs: timeoutMs });
  const tokens = createTokenApi(api);
  return {
    api,
    service,
    ...tokens,
    /** Somebody who may buy. */
    protectedPerson: async () => tokens.raise(await api.signIn(1)),
    [Symbol.asyncDispose]: async () => {
      await api[Symbol.asyncDispose]();
      await service.stop();
    },
  };
};

const tokenOf = (seen: Seen | undefined) => seen?.headers.authorization?.replace(/^Bearer /, '') ?? '';

describe('the gateway', () => {
  it('sends a request on with an access token of that one service in the place of the edge token', async () => {
    await using t = await start();
    const { accessToken, account, session } = await t.protectedPerson();

    const answer = await t.api.get('/gateway/orders/items/1?q=%2F&q=b', {
      accessToken,
      headers: { Accept: 'application/json' },
    });

    expect(answer).toMatchObject({ status: 200, body: { ok: true } });
    const [seen] = t.service.seen;
    expect(seen).toMatchObject({ method: 'GET', url: '/base/items/1?q=%2F&q=b' });
    expect(decodeJwt(tokenOf(seen))).toMatchObject({
      aud: 'orders',
      sub: account.id,
      sid: session.id,
      client_id: 'atlas-gateway',
      act: { sub: 'atlas-gateway' },
      scope: 'orders:view orders:purchase',
      acr: acr.mfa,
    });
  });

  it('takes an edge token that is bound to a key with its proof alone', async () => {
    await using t = await start();
    const key = await t.api.createKey();
    const { accessToken } = await t.raise(await t.api.signIn(1, { key }), { key });

    expect((await t.api.get('/gateway/orders/', { accessToken, key })).status).toBe(200);
    expect((await t.api.get('/gateway/orders/', { accessToken })).status).toBe(401);
    const other = await t.api.createKey();
    expect(await t.api.get('/gateway/orders/', { accessToken, key: other })).toMatchObject({
      status: 401,
      body: { code: 'dpop_invalid' },
    });
    expect(tokenOf(t.service.seen[0])).not.toBe('');
    expect(t.service.seen).toHaveLength(1);
    expect(t.service.seen[0]?.headers.dpop).toBeUndefined();
  });

  it('keeps what belongs to the edge away from the service, and the service’s own from the browser', async () => {
    await using t = await start({
      answer: (_req, res) =>
        void res
          .writeHead(200, {
            'Set-Cookie': 'a=b',
            'X-Powered-By': 'x',
            'Access-Control-Allow-Origin': '*',
            Connection: 'X-Secret',
            'X-Secret': '1',
            'X-Mine': '1',
            'Content-Type': 'text/html',
          })
          .end('<script>'),
    });
    const { accessToken } = await t.protectedPerson();

    const { headers } = await t.api.get('/gateway/orders/', {
      accessToken,
      headers: {
        Cookie: 'a=b',
        Origin: t.api.url,
        'X-Forwarded-For': '1.2.3.4',
        Forwarded: 'for=1.2.3.4',
        'Atlas-Scope': 'orders:view',
        'X-Wanted': '1',
      },
    });

    const { headers: passed } = t.service.seen[0] as Seen;
    for (const name of ['cookie', 'origin', 'x-forwarded-for', 'forwarded', 'atlas-scope', 'dpop'])
      expect(passed[name]).toBeUndefined();
    expect(passed['x-wanted']).toBe('1');
    expect(passed['x-request-id']).toBe(headers.get('X-Request-Id'));
    expect(passed.traceparent).toMatch(/^00-/);
    for (const name of ['Set-Cookie', 'X-Powered-By', 'X-Secret']) expect(headers.get(name)).toBeNull();
    expect(headers.get('X-Mine')).toBe('1');
    expect(headers.get('Access-Control-Allow-Origin')).toBe(t.api.url);
    expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    expect(headers.get('Cache-Control')).toBe('no-store');
  });

  it('streams bodies both ways, and refuses one that is too large', async () => {
    await using t = await start({
      answer: (_req, res) => {
        res.write('first ');
        setImmediate(() => res.end('second'));
      },
    });
    const { accessToken } = await t.protectedPerson();

    const answer = await t.api.call('PUT', '/gateway/orders/x', { accessToken, body: { a: 'ü' } });
    expect(answer.body.text).toBe('first second');
    expect(t.service.seen[0]).toMatchObject({ method: 'PUT', body: '{"a":"ü"}' });

    const large = { accessToken, body: { filler: 'x'.repeat(1024 * 1024) } };
    expect(await t.api.call('POST', '/gateway/orders/x', large)).toMatchObject({
      status: 413,
      body: { code: 'body_too_large' },
    });
    const chunked = await fetch(`${t.api.url}/gateway/orders/x`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${accessToken}` },
      body: new Blob(['x'.repeat(2 * 1024 * 1024)]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(chunked.status).toBe(413);
    expect(t.service.seen).toHaveLength(1);
  });

  it('uses a token again until shortly before it ends, however many ask for it at once', async () => {
    await using t = await start();
    const opened = await t.protectedPerson();
    const { accessToken } = opened;
    const ask = () => t.api.get('/gateway/orders/', { accessToken });
    const tokens = () => new Set(t.service.seen.map(tokenOf));

    await Promise.all(Array.from({ length: 16 }, ask));
    t.api.clock.advanceSeconds(269);
    await ask();
    expect(tokens().size).toBe(1);
    t.api.clock.advanceSeconds(2);
    await ask();
    expect(tokens().size).toBe(2);
  });

  it('gives each session, service and level a token of its own', async () => {
    await using t = await start();
    const one = await t.api.signIn(1);
    const raised = await t.raise(one);
    const other = await t.api.signIn(2);
    const scope = { 'Atlas-Scope': 'orders:view' };
    for (const { accessToken } of [one, raised, other])
      await t.api.get('/gateway/orders/', { accessToken, headers: scope });
    await t.api.get('/gateway/orders/', { accessToken: raised.accessToken });

    expect(new Set(t.service.seen.map(tokenOf)).size).toBe(4);
  });

  it('stops at once when the session is revoked, though its access token is still good', async () => {
    await using t = await start();
    const { accessToken } = await t.protectedPerson();
    expect((await t.api.get('/gateway/orders/', { accessToken })).status).toBe(200);
    await t.api.delete('/v1/sessions/current', { accessToken });

    expect(await t.api.get('/gateway/orders/', { accessToken })).toMatchObject({
      status: 401,
      body: { code: 'invalid_token' },
    });
    expect(t.service.seen).toHaveLength(1);
  });

  it('closes the purchase at once when the session lost its factor', async () => {
    await using t = await start();
    const { accessToken } = await t.protectedPerson();
    await t.api.get('/gateway/orders/', { accessToken });
    await t.api.database.query({ text: 'update sessions set acr = $1', values: [acr.messenger] });

    const refused = await t.api.get('/gateway/orders/', { accessToken });

    expect(refused.body.code).toBe('insufficient_user_authentication');
  });

  it('says what is missing as RFC 9470 has it', async () => {
    await using t = await start();
    const { accessToken } = await t.api.signIn(1);

    const purchase = await t.api.get('/gateway/orders/', { accessToken });
    expect(purchase).toMatchObject({
      status: 401,
      body: { code: 'insufficient_user_authentication', acrValues: acr.mfa, maxAge: 3600 },
    });
    expect(purchase.headers.get('WWW-Authenticate')).toContain(
      `error="insufficient_user_authentication", acr_values="${acr.mfa}", max_age="3600"`,
    );
    const view = { accessToken, headers: { 'Atlas-Scope': 'orders:view' } };
    expect((await t.api.get('/gateway/orders/', view)).status).toBe(200);
    expect(await t.api.get('/gateway/orders-legacy/', { accessToken })).toMatchObject({
      status: 403,
      body: { code: 'shop_link_required' },
    });
    await t.api.database.query({
      text: `insert into shop_links (id, account_id, customer_hash, sealed_customer, linked_at, undo_until)
             select gen_random_uuid(), id, $1, 'x', now(), now() from accounts`,
      values: [Buffer.alloc(32)],
    });
    const password = await t.api.get('/gateway/orders-legacy/', { accessToken });
    expect(password).toMatchObject({ status: 401, body: { code: 'shop_password_required' } });
    expect(password.headers.get('WWW-Authenticate')).toContain('error="insufficient_user_authentication"');
  });

  it.each([
    ['a service that nobody registered', '/gateway/nothing/', {}, 404, 'not_found'],
    ['a service that no audience names', '/gateway/away/', {}, 404, 'not_found'],
    ['something of the prototype', '/gateway/constructor/', {}, 404, 'not_found'],
    ['the way out of its base', '/gateway/orders/%2e%2e/secret', {}, 404, 'not_found'],
    ['a backslash', '/gateway/orders/..%5c..%5csecret\\x', {}, 404, 'not_found'],
    [
      'a scope that does not look like one',
      '/gateway/orders/',
      { 'Atlas-Scope': 'A,B' },
      400,
      'invalid_request',
    ],
    ['a scope that it does not have', '/gateway/orders/', { 'Atlas-Scope': 'a:b' }, 400, 'invalid_request'],
  ])('refuses %s', async (_what, path, headers, status, code) => {
    await using t = await start();
    const { accessToken } = await t.protectedPerson();

    const answer = await rawGet(t.api.url, path, { Authorization: `Bearer ${accessToken}`, ...headers });

    expect(answer).toEqual({ status, code });
    expect(t.service.seen).toEqual([]);
  });

  it('is off when its client is disabled', async () => {
    await using t = await start();
    const { accessToken } = await t.protectedPerson();
    await t.api.database.query({
      text: `update clients set disabled_at = now() where client_id = 'atlas-gateway'`,
    });

    expect((await t.api.get('/gateway/orders/', { accessToken })).status).toBe(404);
  });

  it('tells a service that is away from one that is late', async () => {
    await using t = await start({ answer: () => {}, timeoutMs: 300 });
    const { accessToken } = await t.protectedPerson();

    expect(await t.api.get('/gateway/orders/', { accessToken })).toMatchObject({
      status: 504,
      body: { code: 'upstream_timeout', dependency: 'orders' },
    });
    await t.service.stop();
    expect(await t.api.get('/gateway/orders/', { accessToken })).toMatchObject({
      status: 502,
      body: { code: 'upstream_unavailable', dependency: 'orders' },
    });
  });

  it('takes the blame itself when the service does not take its token, and makes a new one', async () => {
    await using t = await start({
      answer: (_req, res) =>
        void res.writeHead(401, { 'WWW-Authenticate': 'Bearer error="invalid_token"' }).end(),
    });
    const { accessToken } = await t.protectedPerson();
    const ask = () => t.api.get('/gateway/orders/', { accessToken });

    expect(await ask()).toMatchObject({ status: 502, body: { code: 'upstream_unavailable' } });
    await ask();
    expect(new Set(t.service.seen.map(tokenOf)).size).toBe(2);
  });

  it('hands on what else a service refuses as it says it', async () => {
    const challenge = 'Bearer error="insufficient_user_authentication", max_age="60"';
    await using t = await start({
      answer: (_req, res) => void res.writeHead(401, { 'WWW-Authenticate': challenge }).end(),
    });
    const { accessToken } = await t.protectedPerson();

    const answer = await t.api.get('/gateway/orders/', { accessToken });

    expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([401, challenge]);
  });

  it('answers a preflight of the mini app itself', async () => {
    await using t = await start();

    const response = await fetch(`${t.api.url}/gateway/orders/`, {
      method: 'OPTIONS',
      headers: { Origin: t.api.url, 'Access-Control-Request-Method': 'POST' },
    });

    expect(response.headers.get('Access-Control-Allow-Headers')).toContain('Atlas-Scope');
    expect(t.service.seen).toEqual([]);
  });
});

/** fetch resolves dot segments before it sends; an attacker does not. */
const rawGet = async (url: string, path: string, headers: Record<string, string>) => {
  const { hostname, port } = new URL(url);
  return new Promise<{ status?: number; code?: string }>((resolve, reject) => {
    const req = request({ hostname, port, path, headers }, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      res.on('end', () =>
        resolve({ status: res.statusCode, code: (JSON.parse(text || '{}') as { code?: string }).code }),
      );
    });
    req.on('error', reject).end();
  });
};
