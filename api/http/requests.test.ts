import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../testing/index.ts';

const route = '/v1/sessions/telegram';

describe('a request', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi({ miniappOrigins: ['http://*.localhost:3000'] });
  });
  afterAll(() => api[Symbol.asyncDispose]());

  it.each([
    ['broken JSON', '{"initData":', 400, 'invalid_json'],
    ['JSON that is no object', '"text"', 400, 'invalid_json'],
    ['an array', '[]', 400, 'invalid_request'],
    ['an unknown field', '{"initData":"x","accountId":"1"}', 400, 'invalid_request'],
    ['a missing field', '{}', 400, 'invalid_request'],
    ['another type', '{"initData":42}', 400, 'invalid_request'],
    ['NUL in text', '{"initData":"a\\u0000b"}', 400, 'invalid_request'],
    ['a lone surrogate', '{"initData":"a\\ud800b"}', 400, 'invalid_request'],
    ['deep nesting', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, 400, 'invalid_request'],
    ['many values', `{"a":[${'1,'.repeat(1500)}1]}`, 400, 'invalid_request'],
    ['a prototype', '{"__proto__":{"x":1},"initData":"x"}', 400, 'invalid_request'],
    ['a megabyte', JSON.stringify({ initData: 'x'.repeat(1_000_000) }), 413, 'body_too_large'],
    ['nothing', '', 400, 'invalid_request'],
  ])('with %s is told so', async (_what, rawBody, status, code) => {
    const answer = await api.call('POST', route, { rawBody });
    expect(answer).toMatchObject({
      status,
      body: { code, status, type: `urn:atlas:problem:${code}`, requestId: expect.any(String) },
    });
    expect(answer.headers.get('Content-Type')).toContain('application/problem+json');
    expect(answer.headers.get('X-Request-Id')).toBe(answer.body.requestId);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=iso-8859-1',
  ])('with content type %s is refused', async (type) => {
    const answer = await api.call('POST', route, {
      rawBody: '{"initData":"x"}',
      headers: { 'Content-Type': type },
    });
    expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
  });

  it('to a path that is not there is 404, with another method 405 and what is allowed', async () => {
    for (const path of ['/v1/nothing', '/nothing', '/gateway', '/oauth/nothing'])
      expect(await api.get(path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    const answer = await api.call('PUT', route);
    expect(answer).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect(answer.headers.get('Allow')).toBe('POST, OPTIONS');
    expect((await api.call('PROPFIND', '/v1/account')).status).toBe(405);
  });

  it('with a path that does not decode is 400', async () => {
    expect(await api.post('/v1/sessions/telegram/%ff', {})).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });

  it('keeps the caller’s trace and refuses to continue a malformed one', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    await api.post(
      route,
      { initData: api.initDataFor(60) },
      { headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` } },
    );
    await api.post(route, { initData: api.initDataFor(61) }, { headers: { traceparent: '00-xyz-1-01' } });
    const rows = await api.database.query<{ traceparent: string }>({
      text: 'select traceparent from event_log order by position',
    });
    expect(rows[0]?.traceparent).toContain(trace);
    expect(rows[2]?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('is answered with headers that let nobody frame, sniff or cache it', async () => {
    const { headers } = await api.get('/v1/account');
    expect(headers.get('Content-Security-Policy')).toBe("default-src 'none';frame-ancestors 'none'");
    expect(headers.get('X-Frame-Options')).toBe('DENY');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(headers.get('Strict-Transport-Security')).toContain('max-age=63072000');
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(headers.get('X-Powered-By')).toBeNull();
  });

  it('from a browser is allowed for the mini app’s origins only', async () => {
    const preflight = (origin: string) =>
      fetch(api.url + route, {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'dpop,content-type',
        },
      });
    const allowed = await preflight('http://anna.localhost:3000');
    expect(allowed.headers.get('Access-Control-Allow-Origin')).toBe('http://anna.localhost:3000');
    expect(allowed.headers.get('Access-Control-Allow-Headers')).toContain('DPoP');
    expect(allowed.headers.get('Access-Control-Allow-Credentials')).toBeNull();
    for (const origin of [
      'http://evil.example',
      'http://a.b.localhost:3000',
      'http://x.localhost:30000',
      'null',
      'http://evil.example/.localhost:3000',
    ]) {
      expect((await preflight(origin)).headers.get('Access-Control-Allow-Origin')).toBeNull();
    }
  });

  it('that trickles in is cut, and the server lives', async () => {
    const { port, hostname } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      'POST /v1/sessions/telegram HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    socket.destroy();
    expect((await api.get('/v1/account')).status).toBe(401);
  });

  it('leaves no secret in the log', async () => {
    const initData = api.initDataFor(987654321, { user: { id: 987654321, first_name: 'Kanarienvogel' } });
    const key = await api.createKey();
    const opened = await api.signIn(987654321, { key, initData });
    await api.get('/v1/account', { key, accessToken: opened.accessToken });
    await api.post('/v1/sessions/refresh', { refreshToken: opened.refreshToken }, { key });
    await api.post(route, { initData: `${initData}x` });
    const log = api.logs.join('\n');
    expect(log).toContain('POST /v1/sessions/telegram');
    const secrets = [
      opened.accessToken,
      opened.refreshToken,
      initData,
      'Kanarienvogel',
      '987654321',
      new URLSearchParams(initData).get('hash'),
    ];
    for (const secret of secrets) expect(log).not.toContain(secret);
  });
});

describe('rate limits', () => {
  it('refuse above the limit with the time to wait, and say what is left', async () => {
    await using api = await startApi({ rateLimitFactor: 1 });
    const first = await api.post(route, { initData: 'x' });
    expect(first.headers.get('RateLimit')).toBe('"signInByNetwork";r=119;t=60');
    expect(first.headers.get('RateLimit-Policy')).toBe('"signInByNetwork";q=120;w=60');
    const answers = await Promise.all(Array.from({ length: 140 }, () => api.post(route, { initData: 'x' })));
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited).toHaveLength(21);
    expect(limited[0]?.body).toMatchObject({ code: 'rate_limited' });
    expect(Number(limited[0]?.headers.get('Retry-After'))).toBeGreaterThan(0);
  });

  it('count one person’s sign-ins apart from everybody else’s', async () => {
    await using api = await startApi({ rateLimitFactor: 0.5 });
    const open = (id: number) => api.post(route, { initData: api.initDataFor(id) });
    const answers = await Promise.all(Array.from({ length: 20 }, () => open(42)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(15);
    expect((await open(43)).status).toBe(201);
  });

  it('believe X-Forwarded-For only from a proxy of ours, and there only the last hop', async () => {
    const spend = async (api: TestApi, forwarded: string) =>
      (await api.post(route, { initData: 'x' }, { headers: { 'X-Forwarded-For': forwarded } })).headers.get(
        'RateLimit',
      );
    await using direct = await startApi({ rateLimitFactor: 1 });
    expect(await spend(direct, '1.1.1.1')).toContain('r=119');
    expect(await spend(direct, '2.2.2.2')).toContain('r=118');
    await using behind = await startApi({ rateLimitFactor: 1, trustedProxyCidrs: ['127.0.0.0/8'] });
    expect(await spend(behind, '1.1.1.1')).toContain('r=119');
    expect(await spend(behind, '2.2.2.2')).toContain('r=119');
    expect(await spend(behind, '9.9.9.9, 2.2.2.2')).toContain('r=118');
    expect(await spend(behind, '2001:db8:1:2:aaaa::1')).toContain('r=119');
    expect(await spend(behind, '2001:db8:1:2:bbbb::2')).toContain('r=118');
  });
});
