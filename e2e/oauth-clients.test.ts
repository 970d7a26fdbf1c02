import * as client from 'openid-client';
import { describe, expect, it } from 'vitest';
import { accessTokenType, createTokenApi, startApi, tokenExchange } from '../api/testing/index.ts';

const start = async () => {
  const api = await startApi();
  return { api, ...createTokenApi(api), [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
};
type T = Awaited<ReturnType<typeof start>>;

const discover = (t: T, clientId: string, authentication: client.ClientAuth) =>
  client.discovery(new URL(t.api.url), clientId, undefined, authentication, {
    algorithm: 'oauth2',
    // The tests' server speaks http; the library asks to say so.
    execute: [client.allowInsecureRequests],
  });

const subject = (accessToken: string) => ({
  subject_token: accessToken,
  subject_token_type: accessTokenType,
  audience: 'orders',
  scope: 'orders:view',
});

// openid-client knows nothing of Atlas but its address: all else comes from the RFCs and the metadata.
describe('openid-client', () => {
  it('finds the token API, gets tokens, exchanges, introspects and revokes, by secret', async () => {
    await using t = await start();
    const { clientId, clientSecret } = await t.secretClient();
    const config = await discover(t, clientId, client.ClientSecretBasic(clientSecret));
    const opened = await t.api.signIn(1);

    const own = await client.clientCredentialsGrant(config, {});
    expect(own).toMatchObject({ token_type: 'bearer', expires_in: 300 });
    const exchanged = await client.genericGrantRequest(config, tokenExchange, subject(opened.accessToken));
    expect(exchanged).toMatchObject({ scope: 'orders:view', issued_token_type: accessTokenType });
    const token = exchanged.access_token;
    expect(await client.tokenIntrospection(config, token)).toMatchObject({
      active: true,
      sub: opened.account.id,
    });
    await client.tokenRevocation(config, token);
    expect(await client.tokenIntrospection(config, token)).toEqual({ active: false });
    expect((await t.api.get('/v1/account', { accessToken: opened.accessToken })).status).toBe(401);
  });

  it('does so by private_key_jwt and bound to a key of its own, through the nonce dance', async () => {
    await using t = await start();
    const { clientId, privateKey } = await t.keyClient();
    const key = { key: privateKey, kid: 'one' };
    const config = await discover(t, clientId, client.PrivateKeyJwt(key));
    const handle = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const { accessToken } = await t.api.signIn(1);

    const exchanged = await client.genericGrantRequest(config, tokenExchange, subject(accessToken), {
      DPoP: handle,
    });

    expect(exchanged.token_type).toBe('dpop');
    const described = await client.tokenIntrospection(config, exchanged.access_token);
    expect(described).toMatchObject({ active: true, token_type: 'DPoP', cnf: { jkt: expect.any(String) } });
    const own = await client.clientCredentialsGrant(config, {}, { DPoP: handle });
    expect(own.token_type).toBe('dpop');
  });

  it('hears what is missing, and who it is not', async () => {
    await using t = await start();
    const { clientId, clientSecret } = await t.secretClient();
    const { accessToken } = await t.api.signIn(1);
    const config = await discover(t, clientId, client.ClientSecretBasic(clientSecret));
    const stranger = await discover(t, clientId, client.ClientSecretBasic('wrong'));
    const purchase = { ...subject(accessToken), scope: 'orders:purchase' };

    await expect(client.genericGrantRequest(config, tokenExchange, purchase)).rejects.toMatchObject({
      error: 'insufficient_user_authentication',
      cause: { acr_values: 'urn:atlas:acr:mfa', max_age: 3600 },
    });
    await expect(client.clientCredentialsGrant(stranger, {})).rejects.toMatchObject({
      code: expect.any(String),
    });
  });
});
