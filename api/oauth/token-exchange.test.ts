import { acr } from '@atlas/shared/wire';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { accessTokenType, createTokenApi, startApi, tokenExchange } from '../testing/index.ts';

const start = async () => {
  const api = await startApi();
  return { api, ...createTokenApi(api), [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
};

const view = { audience: 'orders', scope: 'orders:view' };

describe('token exchange', () => {
  it('gives a gateway a five-minute RFC 9068 token of one service for a person’s edge token', async () => {
    await using t = await start();
    const gateway = await t.secretClient();
    const opened = await t.api.signIn(1);
    const raised = await t.raise(opened);

    const answer = await t.exchange(gateway, raised.accessToken, { audience: 'orders' });

    expect(answer).toMatchObject({
      status: 200,
      body: {
        issued_token_type: accessTokenType,
        token_type: 'Bearer',
        expires_in: 300,
        scope: 'orders:view orders:purchase',
      },
    });
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const token = String(answer.body.access_token);
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.any(String) });
    const { iat, exp, jti, auth_time: authTime, ...claims } = decodeJwt(token);
    expect(claims).toEqual({
      iss: t.api.url,
      aud: 'orders',
      sub: opened.account.id,
      client_id: gateway.clientId,
      act: { sub: gateway.clientId },
      sid: opened.session.id,
      scope: 'orders:view orders:purchase',
      acr: acr.mfa,
      amr: ['telegram', 'otp', 'mfa'],
    });
    expect(Number(exp) - Number(iat)).toBe(300);
    expect(Math.abs(Number(authTime) - Number(iat))).toBeLessThanOrEqual(2);
    expect(jti).toEqual(expect.any(String));
  });

  it('gives the scopes that are asked for, to whom earned them', async () => {
    await using t = await start();
    const gateway = await t.secretClient();
    const { accessToken } = await t.api.signIn(1);

    expect(await t.exchange(gateway, accessToken, view)).toMatchObject({
      status: 200,
      body: { scope: 'orders:view' },
    });
  });

  it.each([
    ['all scopes', {}],
    ['the purchase', { scope: 'orders:purchase' }],
    ['both', { scope: 'orders:view orders:purchase' }],
  ])('asks for a second factor when %s is wanted without one', async (_what, scope) => {
    await using t = await start();
    const gateway = await t.secretClient();
    const { accessToken } = await t.api.signIn(1);

    const answer = await t.exchange(gateway, accessToken, { audience: 'orders', ...scope });

    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: 'insufficient_user_authentication',
        code: 'insufficient_user_authentication',
        acr_values: acr.mfa,
        max_age: 3600,
      },
    });
    expect(answer.body).not.toHaveProperty('access_token');
  });

  it('asks again when the second factor is older than an hour', async () => {
    await using t = await start();
    const gateway = await t.secretClient();
    const raised = await t.raise(await t.api.signIn(1));
    const purchase = { audience: 'orders', scope: 'orders:purchase' };
    t.api.clock.advanceSeconds(3540);
    const again = (await t.api.post('/v1/sessions/refresh', { refreshToken: raised.refreshToken })).body;
    expect((await t.exchange(gateway, String(again.accessToken), purchase)).status).toBe(200);

    t.api.clock.advanceSeconds(61);

    expect((await t.exchange(gateway, String(again.accessToken), purchase)).body.error).toBe(
      'insufficient_user_authentication',
    );
  });

  it('keeps an edge token from before the step-up at its lower level', async () => {
    await using t = await start();
    const gateway = await t.secretClient();
    const opened = await t.api.signIn(1);
    await t.raise(opened);

    const answer = await t.exchange(gateway, opened.accessToken, { audience: 'orders' });

    expect(answer.body.error).toBe('insufficient_user_authentication');
  });

  it('closes the purchase at once when the session lost its level', async () => {
    await using t = await start();
    const gateway = await t.secretClient();
    const { accessToken } = await t.raise(await t.api.signIn(1));
    await t.api.database.query({ text: 'update sessions set acr = $1', values: [acr.messenger] });

    const answer = await t.exchange(gateway, accessToken, { audience: 'orders' });

    expect(answer.body.error).toBe('insufficient_user_authentication');
  });

  it('never outlives the session', async () => {
    await using t = await start();
    const gateway = await t.secretClient();
    const { accessToken } = await t.api.signIn(1);
    await t.api.database.query({
      text: 'update sessions set expires_at = $1',
      values: [new Date(t.api.clock().getTime() + 60_000)],
    });

    const { body } = await t.exchange(gateway, accessToken, view);

    expect(Number(body.expires_in)).toBeLessThanOrEqual(60);
    expect(Number(body.expires_in)).toBeGreaterThan(55);
  });

  it('ends with the session', async () => {
    await using t = await start();
    const gateway = await t.secretClient();
    const { accessToken } = await t.api.signIn(1);
    await t.api.delete('/v1/sessions/current', { accessToken });

    expect(await t.exchange(gateway, accessToken, view)).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', error_description: 'subject_token is not a live edge token' },
    });
  });

  it('binds the access token to the gateway’s own key when it shows one', async () => {
    await using t = await start();
    const gateway = await t.secretClient();
    const { accessToken } = await t.api.signIn(1);
    const key = await t.api.createKey();
    const proof = async (nonce?: string) => ({
      ...gateway.basic,
      DPoP: await key.proof({ method: 'POST', url: `${t.api.url}/oauth/token`, nonce }),
    });

    const first = await t.exchange({ basic: await proof() }, accessToken, view);
    expect(first).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } });
    const nonce = first.headers.get('DPoP-Nonce') ?? '';
    const answer = await t.exchange({ basic: await proof(nonce) }, accessToken, view);

    expect(answer).toMatchObject({ status: 200, body: { token_type: 'DPoP' } });
    expect(decodeJwt(String(answer.body.access_token)).cnf).toEqual({ jkt: key.jkt });
    const spoilt = { ...(await proof(nonce)), DPoP: 'a.b.c' };
    expect(await t.exchange({ basic: spoilt }, accessToken, view)).toMatchObject({
      status: 400,
      body: { error: 'invalid_dpop_proof' },
    });
  });

  it('takes the service by resource too', async () => {
    await using t = await start();
    const gateway = await t.secretClient({ audiences: ['orders', 'orders-legacy'] });
    const { accessToken } = await t.api.signIn(1);
    const resource = 'urn:atlas:service:orders';

    const answer = await t.exchange(gateway, accessToken, { resource, scope: 'orders:view' });

    expect(decodeJwt(String(answer.body.access_token)).aud).toBe('orders');
    expect((await t.exchange(gateway, accessToken, { resource, audience: 'orders-legacy' })).body.error).toBe(
      'invalid_target',
    );
  });

  it.each<[string, Record<string, string>, string]>([
    ['an audience that is not the client’s', { audience: 'orders-legacy' }, 'invalid_target'],
    ['the edge', { audience: 'atlas-edge' }, 'invalid_target'],
    ['no service of a person', { audience: 'atlas-api' }, 'invalid_target'],
    ['a scope that the service does not have', { ...view, scope: 'orders:view a:b' }, 'invalid_scope'],
    [
      'a scope that the client was not given',
      { audience: 'orders', scope: 'orders:purchase' },
      'invalid_scope',
    ],
    [
      'another type of subject',
      { ...view, subject_token_type: 'urn:ietf:params:oauth:token-type:jwt' },
      'invalid_request',
    ],
    [
      'another type of answer',
      { ...view, requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
      'invalid_request',
    ],
    ['an actor', { ...view, actor_token: 'x', actor_token_type: accessTokenType }, 'invalid_request'],
    ['no subject', { ...view, subject_token: '' }, 'invalid_request'],
  ])('refuses %s', async (_what, parameters, error) => {
    await using t = await start();
    const gateway = await t.secretClient({ audiences: ['orders', 'atlas-api'], scopes: ['orders:view'] });
    const { accessToken } = await t.api.signIn(1);

    const answer = await t.exchange(gateway, accessToken, parameters);

    expect(answer).toMatchObject({ status: 400, body: { error } });
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
  });

  it('never chooses one of several services for the client, and takes no more than one', async () => {
    await using t = await start();
    const gateway = await t.secretClient({ audiences: ['orders', 'orders-legacy'] });
    const { accessToken } = await t.api.signIn(1);
    const two: [string, string][] = [
      ['grant_type', tokenExchange],
      ['subject_token', accessToken],
      ['subject_token_type', accessTokenType],
      ['audience', 'orders'],
      ['audience', 'orders-legacy'],
    ];

    expect((await t.exchange(gateway, accessToken)).body.error).toBe('invalid_target');
    expect((await t.post('/oauth/token', two, gateway.basic)).body.error).toBe('invalid_request');
  });

  it('counts a session’s exchanges, whichever client makes them', async () => {
    await using api = await startApi({ rateLimitFactor: 0.1 });
    const t = createTokenApi(api);
    const gateway = await t.secretClient();
    const { accessToken } = await api.signIn(1);
    const asked = await Promise.all(Array.from({ length: 16 }, () => t.exchange(gateway, accessToken, view)));

    expect(asked.filter(({ status }) => status === 200)).toHaveLength(3);
    const refused = asked.find(({ status }) => status === 429);
    expect(refused?.body).toEqual({ error: 'slow_down' });
    expect(Number(refused?.headers.get('Retry-After'))).toBeGreaterThan(0);
  });
});

// Whatever is not a live edge token of ours gets nothing, and the answer does not say which of these it was.
describe('a wrong subject token', () => {
  type T = Awaited<ReturnType<typeof start>>;
  it.each<[string, (t: T, gateway: Awaited<ReturnType<T['secretClient']>>) => Promise<string>]>([
    ['garbage', async () => 'a.b.c'],
    [
      'an access token',
      async (t, gateway) =>
        String((await t.exchange(gateway, (await t.api.signIn(1)).accessToken, view)).body.access_token),
    ],
    ['a service token', (t) => t.api.serviceToken()],
    ['a refresh token', async (t) => (await t.api.signIn(1)).refreshToken],
    [
      'an edge token that has ended',
      async (t) => {
        const { accessToken } = await t.api.signIn(1);
        t.api.clock.advanceSeconds(601);
        return accessToken;
      },
    ],
    [
      'an edge token under alg none',
      async (t) => {
        const { accessToken } = await t.api.signIn(1);
        const header = Buffer.from('{"alg":"none","typ":"edge+jwt"}').toString('base64url');
        return `${header}.${accessToken.split('.')[1]}.`;
      },
    ],
    [
      'an edge token of another Atlas',
      async (t) => {
        await using other = await startApi({ publicUrl: t.api.url });
        return (await other.signIn(1)).accessToken;
      },
    ],
  ])('%s is refused', async (_what, make) => {
    await using t = await start();
    const gateway = await t.secretClient();

    expect(await t.exchange(gateway, await make(t, gateway), view)).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', error_description: 'subject_token is not a live edge token' },
    });
  });
});

describe('orders-legacy', () => {
  it('opens to whom linked the old shop and proved its password in this very session', async () => {
    await using t = await start();
    const gateway = await t.secretClient({ audiences: ['orders-legacy'] });
    const opened = await t.api.signIn(1);
    const missingOf = async (accessToken: string) => (await t.exchange(gateway, accessToken)).body.code;

    expect(await missingOf(opened.accessToken)).toBe('shop_link_required');
    await t.api.database.query({
      text: `insert into shop_links (id, account_id, customer_hash, sealed_customer, linked_at, undo_until)
             values (gen_random_uuid(), $1, $2, 'x', now(), now())`,
      values: [opened.account.id, Buffer.alloc(32)],
    });
    expect(await missingOf(opened.accessToken)).toBe('shop_password_required');
    const { accessToken } = await t.raise(opened, { amr: ['pwd'], acr: acr.messenger });
    const answer = await t.exchange(gateway, accessToken);
    expect(answer).toMatchObject({ status: 200, body: { scope: 'orders:view' } });
    expect(decodeJwt(String(answer.body.access_token))).toMatchObject({
      aud: 'orders-legacy',
      acr: acr.messenger,
      amr: ['telegram', 'pwd'],
    });

    const elsewhere = await t.api.signIn(1);
    expect(await missingOf(elsewhere.accessToken)).toBe('shop_password_required');
    await t.api.database.query({ text: 'delete from shop_links' });
    expect(await missingOf(accessToken)).toBe('shop_link_required');
  });
});
