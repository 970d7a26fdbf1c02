import { acr } from '@atlas/shared/wire';
import { describe, expect, it } from 'vitest';
import { createTokenApi, startApi } from '../testing/index.ts';

const start = async () => {
  const api = await startApi();
  return { api, ...createTokenApi(api), [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
};
type T = Awaited<ReturnType<typeof start>>;

const view = { audience: 'orders', scope: 'orders:view' };

const signedIn = async (t: T) => {
  const gateway = await t.secretClient();
  const opened = await t.api.signIn(1);
  const answer = await t.exchange(gateway, opened.accessToken, view);
  return { gateway, opened, token: String(answer.body.access_token) };
};

describe('POST /oauth/introspect', () => {
  it('describes a good access token to the service it is for', async () => {
    await using t = await start();
    const { gateway, opened, token } = await signedIn(t);
    const orders = await t.secretClient({ name: 'Orders' });

    const answer = await t.post('/oauth/introspect', { token }, orders.basic);

    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const { iat, exp, auth_time: authTime, jti, ...described } = answer.body;
    expect(described).toEqual({
      active: true,
      iss: t.api.url,
      aud: 'orders',
      sub: opened.account.id,
      client_id: gateway.clientId,
      act: { sub: gateway.clientId },
      sid: opened.session.id,
      scope: 'orders:view',
      token_type: 'Bearer',
      acr: acr.messenger,
      amr: ['telegram'],
    });
    expect(Number(exp) - Number(iat)).toBe(300);
    expect(authTime).toEqual(expect.any(Number));
    expect(jti).toEqual(expect.any(String));
  });

  it('describes a service token while its client is enabled', async () => {
    await using t = await start();
    const orders = await t.secretClient({ name: 'Orders' });
    const { body } = await t.post('/oauth/token', { grant_type: 'client_credentials' }, orders.basic);
    const ask = await t.secretClient();
    const introspect = () => t.post('/oauth/introspect', { token: String(body.access_token) }, ask.basic);

    expect((await introspect()).body).toMatchObject({ active: true, sub: orders.clientId });
    await t.api.database.query({
      text: 'update clients set disabled_at = now() where client_id = $1',
      values: [orders.clientId],
    });
    expect((await introspect()).body).toEqual({ active: false });
  });

  it('says nothing but inactive of a token whose session was revoked', async () => {
    await using t = await start();
    const { gateway, opened, token } = await signedIn(t);
    await t.api.delete('/v1/sessions/current', { accessToken: opened.accessToken });

    expect((await t.post('/oauth/introspect', { token }, gateway.basic)).body).toEqual({ active: false });
  });

  it.each<[string, (t: T, good: Awaited<ReturnType<typeof signedIn>>) => Promise<string> | string]>([
    ['garbage', () => 'x'],
    ['something that looks like a JWT', () => 'eyJhbGciOiJub25lIn0.e30.'],
    ['a client’s secret', (_t, { gateway }) => gateway.clientSecret],
    ['an edge token', (_t, { opened }) => opened.accessToken],
    ['a refresh token', (_t, { opened }) => opened.refreshToken],
    ['a token for another audience', (t) => t.api.serviceToken()],
    [
      'a token that has ended',
      (t, { token }) => {
        t.api.clock.advanceSeconds(301);
        return token;
      },
    ],
  ])('says nothing but inactive of %s', async (_what, make) => {
    await using t = await start();
    const good = await signedIn(t);

    const answer = await t.post('/oauth/introspect', { token: await make(t, good) }, good.gateway.basic);

    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toEqual({ active: false });
  });

  it('answers nobody who does not authenticate, and no request without exactly one token', async () => {
    await using t = await start();
    const { gateway, token } = await signedIn(t);
    const twice: [string, string][] = [
      ['token', token],
      ['token', token],
    ];

    expect((await t.post('/oauth/introspect', { token })).status).toBe(400);
    expect((await t.post('/oauth/introspect', { token, client_id: gateway.clientId })).status).toBe(401);
    expect((await t.post('/oauth/introspect', {}, gateway.basic)).body.error).toBe('invalid_request');
    expect((await t.post('/oauth/introspect', twice, gateway.basic)).body.error).toBe('invalid_request');
    const twoWays = { token, client_secret: gateway.clientSecret };
    expect((await t.post('/oauth/introspect', twoWays, gateway.basic)).body.error).toBe('invalid_request');
    const somebodyElse = { token, client_id: 'atlas-bots' };
    expect((await t.post('/oauth/introspect', somebodyElse, gateway.basic)).body.error).toBe(
      'invalid_request',
    );
    const wrong = `Basic ${Buffer.from(`${gateway.clientId}:wrong`).toString('base64')}`;
    expect(await t.post('/oauth/introspect', { token }, { Authorization: wrong })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
    const asJson = await fetch(`${t.api.url}/oauth/introspect`, {
      method: 'POST',
      headers: { ...gateway.basic, 'Content-Type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    expect([asJson.status, await asJson.json()]).toEqual([400, { error: 'invalid_request' }]);
    expect((await fetch(`${t.api.url}/oauth/introspect?token=${token}`)).status).toBe(405);
  });

  it('takes private_key_jwt as the token endpoint does', async () => {
    await using t = await start();
    const { token } = await signedIn(t);
    const kong = await t.keyClient();

    const answer = await t.post('/oauth/introspect', { token, ...(await kong.assertion()) });

    expect(answer.body.active).toBe(true);
  });
});

describe('POST /oauth/revoke', () => {
  const isAlive = async (t: T, accessToken: string) =>
    (await t.api.get('/v1/account', { accessToken })).status === 200;

  it.each(['access', 'edge'])(
    'ends the session behind a client’s own %s token, and says so on record',
    async (kind) => {
      await using t = await start();
      const { gateway, opened, token } = await signedIn(t);
      const own = kind === 'edge' ? opened.accessToken : token;

      const answer = await t.post('/oauth/revoke', { token: own }, gateway.basic);

      expect(answer.status).toBe(200);
      expect(await isAlive(t, opened.accessToken)).toBe(false);
      const refresh = await t.api.post('/v1/sessions/refresh', { refreshToken: opened.refreshToken });
      expect(refresh.status).toBe(401);
      expect((await t.api.events()).at(-1)).toMatchObject({
        type: 'session.revoked.v1',
        data: { sessionIds: [opened.session.id], reason: 'revoked' },
      });
      expect((await t.post('/oauth/revoke', { token: own }, gateway.basic)).status).toBe(200);
    },
  );

  it('answers alike for tokens that are not the client’s, and leaves their sessions alone', async () => {
    await using t = await start();
    const { opened, token } = await signedIn(t);
    const other = await t.secretClient();
    const noGateway = await t.secretClient({ audiences: ['atlas-api'] });

    expect((await t.post('/oauth/revoke', { token }, other.basic)).status).toBe(200);
    expect((await t.post('/oauth/revoke', { token: opened.accessToken }, noGateway.basic)).status).toBe(200);
    expect((await t.post('/oauth/revoke', { token: 'unknown' }, other.basic)).status).toBe(200);
    expect(await isAlive(t, opened.accessToken)).toBe(true);
  });

  it('says that a service token can’t be revoked', async () => {
    await using t = await start();
    const client = await t.secretClient();
    const { body } = await t.post('/oauth/token', { grant_type: 'client_credentials' }, client.basic);

    const answer = await t.post('/oauth/revoke', { token: String(body.access_token) }, client.basic);

    expect(answer).toMatchObject({ status: 400, body: { error: 'unsupported_token_type' } });
  });

  it('answers nobody who does not authenticate', async () => {
    await using t = await start();
    const { opened, token } = await signedIn(t);

    expect((await t.post('/oauth/revoke', { token })).status).toBe(400);
    expect(await isAlive(t, opened.accessToken)).toBe(true);
  });
});
