import { createPrivateKey, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../testing/index.ts';

const path = '/v1/account';

/** The same token with claims or header changed, unsigned or signed by a key that is not ours. */
const altered = (
  token: string,
  change: { header?: object; claims?: object },
  signature?: 'none' | 'foreign',
): string => {
  const [header = '', claims = '', original = ''] = token.split('.');
  const parse = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encode({ ...parse(header), ...change.header })}.${encode({ ...parse(claims), ...change.claims })}`;
  if (signature === 'none') return `${input}.`;
  if (signature !== 'foreign') return `${input}.${original}`;
  const key = createPrivateKey({
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    },
    format: 'jwk',
  });
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
};

describe('an edge token', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const refused = { status: 401, body: { code: 'invalid_token' } };

  it.each([
    ['without a header', undefined],
    ['with another scheme', 'Basic YTpi'],
    ['with an empty token', 'Bearer '],
    ['with words', 'Bearer one two'],
    ['with no JWT', 'Bearer abc'],
    ['with a giant one', `Bearer ${'a'.repeat(9000)}`],
  ])('is demanded: %s', async (_what, authorization) => {
    const answer = await api.get(path, authorization ? { headers: { Authorization: authorization } } : {});
    expect(answer).toMatchObject(refused);
    expect(answer.headers.get('WWW-Authenticate')).toContain('DPoP error="invalid_token"');
  });

  it('is refused when altered, unsigned, or signed by somebody else', async () => {
    const { accessToken } = await api.signIn(42);
    const sub = '01890000-0000-7000-8000-000000000000';
    for (const token of [
      altered(accessToken, { claims: { sub } }),
      altered(accessToken, { claims: { exp: 9_999_999_999 } }),
      altered(accessToken, { header: { alg: 'none' } }, 'none'),
      altered(accessToken, { header: { alg: 'none' } }),
      altered(accessToken, { header: { alg: 'HS256' } }),
      altered(accessToken, {}, 'foreign'),
      altered(accessToken, { header: { kid: 'unknown' } }),
      altered(accessToken, { header: { crit: ['b64'], b64: false } }),
      altered(accessToken, { header: { typ: 'at+jwt' } }),
      altered(accessToken, { header: { jku: 'http://127.0.0.1/keys' } }, 'foreign'),
      `${accessToken}.x`,
      accessToken.slice(0, -4),
    ]) {
      expect(await api.get(path, { accessToken: token })).toMatchObject(refused);
    }
    expect((await api.get(path, { accessToken })).status).toBe(200);
  });

  it('ends after ten minutes, also when it was used before', async () => {
    const { accessToken, expiresIn } = await api.signIn(43);
    expect((await api.get(path, { accessToken })).status).toBe(200);
    api.clock.advanceSeconds(expiresIn);
    expect(await api.get(path, { accessToken })).toMatchObject(refused);
    api.clock.reset();
  });

  it('bound to a key is refused as a Bearer, and a Bearer as a bound one', async () => {
    const key = await api.createKey();
    const bound = await api.signIn(44, { key });
    expect(await api.get(path, { accessToken: bound.accessToken })).toMatchObject(refused);
    const bearer = await api.signIn(45);
    expect(await api.get(path, { key, accessToken: bearer.accessToken })).toMatchObject(refused);
  });

  it('is not the refresh token, and not init data', async () => {
    const { refreshToken } = await api.signIn(46);
    expect(await api.get(path, { accessToken: refreshToken })).toMatchObject(refused);
    expect(await api.get(path, { headers: { Authorization: `tma ${api.initDataFor(46)}` } })).toMatchObject(
      refused,
    );
  });
});

describe('a DPoP proof', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api[Symbol.asyncDispose]());

  it('is refused for another method, address, token, key, type or time, and the answer says only that', async () => {
    const key = await api.createKey();
    const { accessToken } = await api.signIn(50, { key });
    await api.get(path, { key, accessToken });
    const other = await api.createKey();
    const now = Math.floor(api.clock().getTime() / 1000);
    const good = { method: 'GET', url: api.url + path, nonce: api.nonce(), accessToken, iat: now };
    const { accessToken: _none, ...withoutToken } = good;
    const proofs = [
      await key.proof({ ...good, method: 'POST' }),
      await key.proof({ ...good, url: `${api.url}/v1/sessions` }),
      await key.proof({ ...good, url: `http://evil.example${path}` }),
      await key.proof({ ...good, accessToken: 'another' }),
      await key.proof(withoutToken),
      await other.proof(good),
      await key.proof({ ...good, iat: now - 90_000 }),
      await key.proof({ ...good, iat: now + 90_000 }),
      await key.proof({ ...good, change: { header: { typ: 'JWT' } } }),
      await key.proof({ ...good, change: { claims: { jti: undefined } } }),
      await key.proof({ ...good, change: { claims: { jti: '' } } }),
      `${await key.proof(good)}x`,
      'nonsense',
      `${await key.proof(good)}, ${await key.proof(good)}`,
    ];
    for (const DPoP of proofs) {
      const answer = await api.get(path, { headers: { Authorization: `DPoP ${accessToken}`, DPoP } });
      expect(answer).toMatchObject({ status: 401, body: { code: 'dpop_invalid' } });
      expect(answer.headers.get('WWW-Authenticate')).toContain('invalid_dpop_proof');
    }
    expect(
      (
        await api.get(path, {
          headers: { Authorization: `DPoP ${accessToken}`, DPoP: await key.proof(good) },
        })
      ).status,
    ).toBe(200);
  });

  it('is good once, however many show it at once', async () => {
    const key = await api.createKey();
    const { accessToken } = await api.signIn(51, { key });
    const proof = await key.proof({ method: 'GET', url: api.url + path, nonce: api.nonce(), accessToken });
    const answers = await Promise.all(
      Array.from({ length: 16 }, () =>
        api.get(path, { headers: { Authorization: `DPoP ${accessToken}`, DPoP: proof } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('needs the server’s nonce, which lives for two generations of five minutes', async () => {
    const key = await api.createKey();
    const first = await api.callOnce('POST', '/v1/sessions/telegram', {
      body: { initData: api.initDataFor(52) },
      headers: { DPoP: await key.proof({ method: 'POST', url: `${api.url}/v1/sessions/telegram` }) },
    });
    expect(first).toMatchObject({ status: 400, body: { code: 'use_dpop_nonce' } });
    const { accessToken } = await api.signIn(52, { key });
    const nonce = api.nonce();
    const call = async (token = accessToken) => {
      const proof = await key.proof({
        method: 'GET',
        url: api.url + path,
        nonce,
        accessToken: token,
        iat: Math.floor(api.clock().getTime() / 1000),
      });
      return api.get(path, { headers: { Authorization: `DPoP ${token}`, DPoP: proof } });
    };
    expect((await call()).status).toBe(200);
    api.clock.advanceSeconds(300);
    expect((await call()).status).toBe(200);
    api.clock.advanceSeconds(300);
    const late = await call((await api.signIn(52, { key })).accessToken);
    expect(late.headers.get('DPoP-Nonce')).not.toBe(nonce);
    expect(late).toMatchObject({ status: 401, body: { code: 'use_dpop_nonce' } });
    api.clock.reset();
  });
});
