import { generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import { createRotateClient } from '../clients/index.ts';
import { createTokenApi, startApi } from '../testing/index.ts';

const start = async () => {
  const api = await startApi();
  const rotate = createRotateClient({ database: api.database, clock: api.clock });
  return { api, rotate, ...createTokenApi(api), [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
};

type T = Awaited<ReturnType<typeof start>>;

const grant = { grant_type: 'client_credentials' };
const statusOf = async (t: T, parameters: Record<string, string>, headers?: Record<string, string>) =>
  (await t.post('/oauth/token', { ...grant, ...parameters }, headers)).status;

describe('private_key_jwt', () => {
  it.each(['ES256', 'EdDSA', 'PS256'])('authenticates a client by a key of its own, with %s', async (alg) => {
    await using t = await start();
    const client = await t.keyClient({}, alg);

    expect(await statusOf(t, await client.assertion())).toBe(200);
  });

  it('counts an assertion once, however often it is shown at the same time', async () => {
    await using t = await start();
    const client = await t.keyClient();
    const assertion = await client.assertion();

    const answers = await Promise.all(Array.from({ length: 16 }, () => statusOf(t, assertion)));

    expect(answers.toSorted()).toEqual([200, ...Array<number>(15).fill(401)]);
  });

  it.each<[string, (t: T, c: Awaited<ReturnType<T['keyClient']>>) => Promise<Record<string, string>>]>([
    [
      'for the token endpoint instead of the issuer',
      (t, c) => c.assertion({ aud: `${t.api.url}/oauth/token` }),
    ],
    ['for the issuer and somebody else', (t, c) => c.assertion({ aud: [t.api.url, 'https://else.example'] })],
    ['for somebody else', (_t, c) => c.assertion({ aud: 'https://else.example' })],
    [
      'that lives longer than a minute',
      (t, c) => c.assertion({ exp: Math.floor(t.api.clock().getTime() / 1000) + 61 }),
    ],
    [
      'from the future',
      (t, c) => {
        const iat = Math.floor(t.api.clock().getTime() / 1000) + 3600;
        return c.assertion({ iat, exp: iat + 60 });
      },
    ],
    [
      'that has ended',
      (t, c) => {
        const iat = Math.floor(t.api.clock().getTime() / 1000) - 120;
        return c.assertion({ iat, exp: iat + 60 });
      },
    ],
    ['without jti', (_t, c) => c.assertion({ jti: undefined })],
    ['without iat', (_t, c) => c.assertion({ iat: undefined })],
    ['by another issuer', (_t, c) => c.assertion({ iss: 'somebody' })],
    ['of another client', (_t, c) => c.assertion({ iss: 'atlas-bots', sub: 'atlas-bots' })],
    [
      'signed by another key',
      async (_t, c) => c.assertion({}, {}, (await generateKeyPair('ES256')).privateKey),
    ],
  ])('refuses an assertion %s', async (_what, make) => {
    await using t = await start();
    const client = await t.keyClient();

    const answer = await t.post('/oauth/token', { ...grant, ...(await make(t, client)) });

    expect(answer).toMatchObject({
      status: 401,
      body: { error: 'invalid_client', error_description: 'client authentication failed' },
    });
  });

  it('lets a client authenticate only the way it was registered for', async () => {
    await using t = await start();
    const byKey = await t.keyClient();
    const bySecret = await t.secretClient();
    const basic = `Basic ${Buffer.from(`${byKey.clientId}:undefined`).toString('base64')}`;

    expect(await statusOf(t, {}, { Authorization: basic })).toBe(401);
    const { clientId } = bySecret;
    expect(await statusOf(t, await byKey.assertion({ iss: clientId, sub: clientId }))).toBe(401);
  });
});

describe('rotating a client', () => {
  const basicOf = (clientId: string, secret: string | undefined) => ({
    Authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
  });

  it('keeps the old secret good for the grace period, and tokens to their end', async () => {
    await using t = await start();
    const client = await t.secretClient({ audiences: ['atlas-api'], scopes: ['identities:act'] });
    const before = await t.post('/oauth/token', grant, client.basic);
    const { clientSecret } = await t.rotate({ clientId: client.clientId, graceSeconds: 60 });
    const renewed = basicOf(client.clientId, clientSecret);

    expect([await statusOf(t, {}, client.basic), await statusOf(t, {}, renewed)]).toEqual([200, 200]);
    t.api.clock.advanceSeconds(61);
    expect([await statusOf(t, {}, client.basic), await statusOf(t, {}, renewed)]).toEqual([401, 200]);
    const token = String(before.body.access_token);
    expect((await t.post('/oauth/introspect', { token }, renewed)).body.active).toBe(true);
  });

  it('ends the old secret at once without a grace period', async () => {
    await using t = await start();
    const client = await t.secretClient();
    const { clientSecret } = await t.rotate({ clientId: client.clientId, graceSeconds: 0 });

    expect(await statusOf(t, {}, client.basic)).toBe(401);
    expect(await statusOf(t, {}, basicOf(client.clientId, clientSecret))).toBe(200);
  });

  it('keeps old keys good for the grace period', async () => {
    await using t = await start();
    const client = await t.keyClient();
    const other = await t.keyClient();
    const jwks = await t.api.database.query<{ jwks: { keys: object[] } }>({
      text: 'select jwks from clients where client_id = $1',
      values: [other.clientId],
    });
    const renewed = { keys: jwks[0]?.jwks.keys.map((key) => ({ ...key, kid: 'two' })) };
    await t.rotate({ clientId: client.clientId, jwks: renewed, graceSeconds: 60 });
    const withNewKey = () => client.assertion({}, { kid: 'two' }, other.privateKey);

    expect(await statusOf(t, await client.assertion())).toBe(200);
    expect(await statusOf(t, await withNewKey())).toBe(200);
    t.api.clock.advanceSeconds(61);
    const iat = Math.floor(Date.now() / 1000);
    expect(await statusOf(t, await client.assertion({ iat, exp: iat + 60 }))).toBe(401);
  });

  it('knows no client that is not there, is disabled, or authenticates the other way', async () => {
    await using t = await start();
    const bySecret = await t.secretClient();
    const byKey = await t.keyClient();

    await expect(t.rotate({ clientId: 'nobody' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.rotate({ clientId: byKey.clientId })).rejects.toMatchObject({ code: 'not_found' });
    await t.api.database.query({ text: 'update clients set disabled_at = now()' });
    await expect(t.rotate({ clientId: bySecret.clientId })).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each([
    ['a private key', { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'd' }],
    ['a shared secret', { kty: 'oct', k: 'x' }],
    ['a short RSA key', { kty: 'RSA', e: 'AQAB', n: 'x'.repeat(171) }],
    ['another curve', { kty: 'EC', crv: 'secp256k1', x: 'x', y: 'y' }],
  ])('refuses %s as a public key', async (_what, key) => {
    await using t = await start();
    const { clientId } = await t.keyClient();

    await expect(t.rotate({ clientId, jwks: { keys: [key] } })).rejects.toThrow(/public key/);
  });
});
