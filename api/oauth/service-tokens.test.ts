import { generateKeyPairSync } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createEdgeTokens } from '../tokens/index.ts';
import { startOauth } from './testing.ts';

type Api = Awaited<ReturnType<typeof startOauth>>;

const wanted = { audience: 'atlas-api', scope: 'identities:act' } as const;

/** A token as ours are, with parts replaced: only what a test changes can be why it is refused. */
const forge = (
  api: Api,
  claims: JWTPayload = {},
  header: Record<string, unknown> = {},
  key = api.keyRing.active().privateKey,
) => {
  const iat = Math.floor(api.clock().getTime() / 1000);
  const good = {
    iss: api.url,
    aud: 'atlas-api',
    sub: 'me',
    client_id: 'me',
    jti: 'one',
    scope: 'identities:act',
    iat,
    exp: iat + 300,
  };
  return new SignJWT({ ...good, ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: api.keyRing.active().kid, ...header })
    .sign(key);
};

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('verifyServiceToken', () => {
  it('names the client and its scopes', async () => {
    await using api = await startOauth();
    const client = await api.createClient({ scopes: ['identities:act', 'orders:view'] });
    const token = await api.token(client);

    expect(await api.verifyServiceToken(`Bearer ${token}`, wanted)).toEqual({
      clientId: client.clientId,
      scopes: ['identities:act', 'orders:view'],
    });
    expect(await api.verifyServiceToken(`Bearer ${await forge(api)}`, wanted)).toMatchObject({
      clientId: 'me',
    });
  });

  it('tells a good token without the scope from a bad one', async () => {
    await using api = await startOauth();
    const token = await forge(api, { scope: 'orders:view identities:actual' });

    await expect(api.verifyServiceToken(`Bearer ${token}`, wanted)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('refuses a token that has ended', async () => {
    await using api = await startOauth();
    const token = await api.token(await api.createClient());
    api.clock.advanceSeconds(299);
    await api.verifyServiceToken(`Bearer ${token}`, wanted);
    api.clock.advanceSeconds(32); // 300 s, and 30 s for clocks that differ

    await expect(api.verifyServiceToken(`Bearer ${token}`, wanted)).rejects.toMatchObject({
      code: 'invalid_token',
    });
  });

  it.each<[string, (api: Api) => Promise<string | undefined> | string | undefined]>([
    ['no header', () => undefined],
    ['another scheme', async (api) => `DPoP ${await forge(api)}`],
    ['two tokens', async (api) => `Bearer ${await forge(api)} ${await forge(api)}`],
    ['no token', () => 'Bearer '],
    ['something that is no JWT', () => 'Bearer a.b.c'],
    ['more than 8 KB', async (api) => `Bearer ${await forge(api, { filler: 'x'.repeat(8192) })}`],
    [
      'alg none',
      async (api) => `Bearer ${encode({ alg: 'none', typ: 'at+jwt' })}.${(await forge(api)).split('.')[1]}.`,
    ],
    [
      'a public key used as HMAC secret',
      async (api) => {
        const iat = Math.floor(Date.now() / 1000);
        const secret = Buffer.from(JSON.stringify(api.keyRing.active().publicJwk));
        const { kid } = api.keyRing.active();
        const claims = {
          iss: api.url,
          aud: 'atlas-api',
          sub: 'me',
          client_id: 'me',
          jti: 'one',
          scope: wanted.scope,
          iat,
          exp: iat + 300,
        };
        return `Bearer ${await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid }).sign(secret)}`;
      },
    ],
    [
      'another key under our kid',
      async (api) =>
        `Bearer ${await forge(api, {}, {}, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)}`,
    ],
    [
      'a key it brought along',
      async (api) => {
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        return `Bearer ${await forge(api, {}, { kid: 'mine', jwk: publicKey.export({ format: 'jwk' }) }, privateKey)}`;
      },
    ],
    [
      'a changed claim',
      async (api) => {
        const [header, , signature] = (await forge(api)).split('.');
        return `Bearer ${header}.${encode({ iss: api.url, aud: 'atlas-api', sub: 'you', client_id: 'you' })}.${signature}`;
      },
    ],
    [
      'a critical header nobody knows',
      async (api) => {
        const [, payload, signature] = (await forge(api)).split('.');
        return `Bearer ${encode({ alg: 'ES256', typ: 'at+jwt', kid: api.keyRing.active().kid, crit: ['x'], x: 1 })}.${payload}.${signature}`;
      },
    ],
    ['type JWT', async (api) => `Bearer ${await forge(api, {}, { typ: 'JWT' })}`],
    [
      'an edge token',
      async (api) => {
        const edgeTokens = createEdgeTokens({ keyRing: api.keyRing, issuer: api.url, clock: api.clock });
        const id = '0198a000-0000-7000-8000-000000000001';
        return `Bearer ${edgeTokens.issue({ accountId: id, sessionId: id, amr: [], acr: '', authTime: api.clock(), jkt: null })}`;
      },
    ],
    ['another issuer', async (api) => `Bearer ${await forge(api, { iss: 'https://else.example' })}`],
    ['another audience', async (api) => `Bearer ${await forge(api, { aud: 'orders' })}`],
    ['two audiences', async (api) => `Bearer ${await forge(api, { aud: ['atlas-api', 'orders'] })}`],
    ['no end', async (api) => `Bearer ${await forge(api, { exp: undefined })}`],
    ['no beginning', async (api) => `Bearer ${await forge(api, { iat: undefined })}`],
    ['no id', async (api) => `Bearer ${await forge(api, { jti: undefined })}`],
    ['no client', async (api) => `Bearer ${await forge(api, { client_id: undefined })}`],
    [
      'a person’s session behind it',
      async (api) => `Bearer ${await forge(api, { sub: 'a-person', sid: 'a-session' })}`,
    ],
  ])('refuses %s', async (_what, authorization) => {
    await using api = await startOauth();

    await expect(api.verifyServiceToken(await authorization(api), wanted)).rejects.toMatchObject({
      code: 'invalid_token',
    });
  });
});
