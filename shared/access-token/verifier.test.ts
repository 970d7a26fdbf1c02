import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createMemoryReplayCache } from '../memory-state/index.ts';
import { createTestClock } from '../ports/index.ts';
import { createAccessTokenVerifier, type Demand } from './index.ts';
import { createTestProofs, startTestIssuer } from './testing/test-issuer.ts';

const mfa = 'urn:atlas:acr:mfa';

const start = async ({ dpop = true } = {}) => {
  const clock = createTestClock();
  const issuer = await startTestIssuer(clock);
  const revoked = new Set<string>();
  let isCurrent = true;
  const verifier = createAccessTokenVerifier({
    issuer: issuer.issuer,
    audience: 'orders',
    revokedSessions: { has: (id) => revoked.has(id), isCurrent: () => isCurrent },
    ...(dpop
      ? { dpop: { origin: 'https://orders.example', replays: createMemoryReplayCache({ clock }) } }
      : {}),
    clock,
  });
  return {
    clock,
    issuer,
    revoked,
    verifier,
    loseBus: () => {
      isCurrent = false;
    },
    ask: (token: string, demand?: Demand) =>
      verifier.account({ headers: { authorization: `Bearer ${token}` } }, demand),
    [Symbol.asyncDispose]: async () => void (await issuer.stop()),
  };
};
type T = Awaited<ReturnType<typeof start>>;

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a good token', () => {
  it('tells the account, its session and what it may do', async () => {
    await using t = await start();
    const { account, scopes, clientId, actor } = await t.ask(await t.issuer.token(), {
      scope: 'orders:view',
    });

    expect(account).toMatchObject({
      accountId: t.issuer.accountId,
      sessionId: t.issuer.sessionId,
      acr: 'urn:atlas:acr:messenger',
      amr: ['telegram'],
    });
    expect([scopes, clientId, actor]).toEqual([['orders:view'], 'atlas-gateway', 'atlas-gateway']);
  });

  it('of a service for itself is no account, and the other way round', async () => {
    await using t = await start();
    const own = await t.issuer.token({ sub: 'atlas-gateway', sid: undefined, scope: 'stock:read' });
    const person = await t.issuer.token();
    const service = (token: string, scope?: string) =>
      t.verifier.service({ headers: { authorization: `Bearer ${token}` } }, { scope });

    expect(await service(own, 'stock:read')).toMatchObject({ clientId: 'atlas-gateway', account: null });
    await expect(t.ask(own)).rejects.toMatchObject({ error: 'invalid_token' });
    await expect(service(person)).rejects.toMatchObject({ error: 'invalid_token' });
    await expect(service(own, 'stock:write')).rejects.toMatchObject({ error: 'insufficient_scope' });
  });
});

describe('what a route demands', () => {
  it.each<[string, Demand, object, string, string]>([
    [
      'a scope that is missing',
      { scope: 'orders:view orders:purchase' },
      {},
      'insufficient_scope',
      'Bearer error="insufficient_scope", scope="orders:view orders:purchase"',
    ],
    [
      'a level that is missing',
      { acr: mfa, maxAgeSeconds: 3600 },
      {},
      'insufficient_user_authentication',
      `Bearer error="insufficient_user_authentication", acr_values="${mfa}", max_age="3600"`,
    ],
    [
      'a level that is too old',
      { acr: mfa, maxAgeSeconds: 60 },
      { acr: mfa, auth_time: 1 },
      'insufficient_user_authentication',
      `Bearer error="insufficient_user_authentication", acr_values="${mfa}", max_age="60"`,
    ],
  ])(
    'is refused for %s, in the words of RFC 6750 and RFC 9470',
    async (_what, demand, claims, error, challenge) => {
      await using t = await start();

      await expect(t.ask(await t.issuer.token({ ...claims }), demand)).rejects.toMatchObject({
        error,
        status: error === 'insufficient_scope' ? 403 : 401,
        headers: { 'WWW-Authenticate': challenge },
      });
    },
  );

  it('may be that revocations are known to the last 5 s', async () => {
    await using t = await start();
    const token = await t.issuer.token();
    await t.ask(token, { live: true });
    t.loseBus();

    await t.ask(token);
    await expect(t.ask(token, { live: true })).rejects.toMatchObject({
      status: 503,
      error: 'temporarily_unavailable',
      headers: { 'Retry-After': '1' },
    });
  });
});

describe('a bad token', () => {
  it.each<[string, (t: T) => Promise<string> | string]>([
    ['garbage', () => 'a.b.c'],
    ['one that is too long', (t) => t.issuer.token({ filler: 'x'.repeat(8192) })],
    ['one that has ended', (t) => t.issuer.token({ exp: Math.floor(t.clock().getTime() / 1000) - 31 })],
    ['one of another issuer', (t) => t.issuer.token({ iss: 'https://else.example' })],
    ['one for another service', (t) => t.issuer.token({ aud: 'orders-legacy' })],
    ['one for two services', (t) => t.issuer.token({ aud: ['orders', 'orders-legacy'] })],
    ['an edge token', (t) => t.issuer.token({}, { typ: 'edge+jwt' })],
    ['an ID token', (t) => t.issuer.token({}, { typ: 'JWT' })],
    ['one without kid', (t) => t.issuer.token({}, { kid: undefined })],
    ['one with a key of its own', (t) => t.issuer.token({}, { kid: 'x', jwk: { kty: 'EC' } })],
    [
      'one by another key',
      (t) => t.issuer.token({}, {}, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey as never),
    ],
    [
      'alg none',
      async (t) => `${encode({ alg: 'none', typ: 'at+jwt' })}.${(await t.issuer.token()).split('.')[1]}.`,
    ],
    ['one with a critical header', (t) => t.issuer.token({}, { crit: ['b64'], b64: true })],
    ...['jti', 'client_id', 'acr', 'amr', 'auth_time'].map(
      (claim) => [`one without ${claim}`, (t: T) => t.issuer.token({ [claim]: undefined })] as const,
    ),
  ] as [string, (t: T) => Promise<string> | string][])('is refused: %s', async (_what, make) => {
    await using t = await start();
    const token = await Promise.resolve(make(t)).catch(() => 'a.b.c');

    await expect(t.ask(token)).rejects.toMatchObject({ error: 'invalid_token', status: 401 });
  });

  it('is refused when its session was revoked', async () => {
    await using t = await start();
    t.revoked.add(t.issuer.sessionId);

    await expect(t.ask(await t.issuer.token())).rejects.toMatchObject({ error: 'invalid_token' });
  });

  it('is not said to be wrong where there is none', async () => {
    await using t = await start();

    await expect(t.verifier.account({ headers: {} })).rejects.toMatchObject({
      error: 'missing_token',
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer, DPoP algs="ES256"' },
    });
  });
});

describe('the issuer’s keys', () => {
  it('are fetched once, however many tokens come at once', async () => {
    await using t = await start();
    const token = await t.issuer.token();

    await Promise.all(Array.from({ length: 16 }, () => t.ask(token)));
    await t.ask(await t.issuer.token());

    expect(t.issuer.fetches()).toBe(1);
  });

  it('are fetched again for an unknown one, every 30 s at the most', async () => {
    await using t = await start();
    const before = await t.issuer.token();
    await t.ask(before);
    await t.issuer.rotate();
    const after = await t.issuer.token();
    t.clock.advanceSeconds(30);

    await t.ask(after);
    await t.ask(before);
    expect(t.issuer.fetches()).toBe(2);
    await t.issuer.rotate({ publish: false });
    const made = await t.issuer.token();
    for (let n = 0; n < 16; n += 1)
      await expect(t.ask(made)).rejects.toMatchObject({ error: 'invalid_token' });
    expect(t.issuer.fetches()).toBe(2);
    t.clock.advanceSeconds(30);
    await expect(t.ask(made)).rejects.toMatchObject({ error: 'invalid_token' });
    expect(t.issuer.fetches()).toBe(3);
  });

  it('are forgotten within 300 s when the issuer withdraws them', async () => {
    await using t = await start();
    await t.ask(await t.issuer.token());
    const stolen = await t.issuer.token({ exp: Math.floor(t.clock().getTime() / 1000) + 900 });
    await t.issuer.rotate({ withdraw: true });
    await t.ask(stolen);
    t.clock.advanceSeconds(300);

    await expect(t.ask(stolen)).rejects.toMatchObject({ error: 'invalid_token' });
  });

  it('stay good while the issuer is away; without any, nothing can be said', async () => {
    await using t = await start();
    const token = await t.issuer.token({ exp: Math.floor(t.clock().getTime() / 1000) + 900 });
    t.issuer.setAway(true);
    await expect(t.ask(token)).rejects.toMatchObject({ error: 'temporarily_unavailable', status: 503 });
    t.issuer.setAway(false);
    await t.ask(token);
    t.issuer.setAway(true);
    t.clock.advanceSeconds(301);

    await t.ask(token);
  });
});

describe('a token that is bound to a key', () => {
  const setUp = async (t: T) => {
    const proofs = await createTestProofs(t.clock);
    const token = await t.issuer.token({ cnf: { jkt: proofs.jkt } });
    const ask = (proof: string | undefined, scheme = 'DPoP') =>
      t.verifier.account({
        method: 'GET',
        originalUrl: '/orders/1?page=2',
        headers: { authorization: `${scheme} ${token}`, ...(proof === undefined ? {} : { dpop: proof }) },
      });
    return { proofs, token, ask };
  };

  it('is good with a proof of that key for this very request, once', async () => {
    await using t = await start();
    const { proofs, token, ask } = await setUp(t);
    const proof = await proofs.proof(token);

    expect((await ask(proof)).jkt).toBe(proofs.jkt);
    await expect(ask(proof)).rejects.toMatchObject({ error: 'invalid_dpop_proof' });
    const sixteen = await proofs.proof(token);
    const answers = await Promise.allSettled(Array.from({ length: 16 }, () => ask(sixteen)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['another method', { htm: 'POST' }],
    ['another address', { htu: 'https://orders.example/orders/2' }],
    ['another host', { htu: 'https://else.example/orders/1' }],
    ['another token', { ath: 'x' }],
    ['no token', { ath: undefined }],
    ['another day', { iat: 1 }],
    ['no jti', { jti: undefined }],
  ])('is refused with a proof for %s', async (_what, claims) => {
    await using t = await start();
    const { proofs, token, ask } = await setUp(t);

    await expect(ask(await proofs.proof(token, { ...claims }))).rejects.toMatchObject({
      error: 'invalid_dpop_proof',
      status: 401,
      headers: { 'WWW-Authenticate': 'DPoP algs="ES256", error="invalid_dpop_proof"' },
    });
  });

  it('is refused without a proof, with another key’s, and as a Bearer', async () => {
    await using t = await start();
    const { proofs, token, ask } = await setUp(t);
    const other = await createTestProofs(t.clock);

    await expect(ask(undefined)).rejects.toMatchObject({ error: 'invalid_dpop_proof' });
    await expect(ask(await other.proof(token))).rejects.toMatchObject({ error: 'invalid_dpop_proof' });
    await expect(ask(`${await proofs.proof(token)},x`)).rejects.toMatchObject({
      error: 'invalid_dpop_proof',
    });
    await expect(ask(await proofs.proof(token), 'Bearer')).rejects.toMatchObject({ error: 'invalid_token' });
  });

  it('is refused by a service that does not know its own address', async () => {
    await using t = await start({ dpop: false });
    const { proofs, token, ask } = await setUp(t);

    await expect(ask(await proofs.proof(token))).rejects.toMatchObject({ error: 'invalid_dpop_proof' });
  });

  it('lets no unbound token gain anything from a proof', async () => {
    await using t = await start();
    const headers = { authorization: `DPoP ${await t.issuer.token()}` };

    await expect(t.verifier.account({ headers })).rejects.toMatchObject({ error: 'invalid_token' });
  });
});
