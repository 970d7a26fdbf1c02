import { AtlasError } from '@atlas/shared/errors';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as oauth4webapi from 'oauth4webapi';
import { describe, expect, it } from 'vitest';
import { startOauth } from './testing.ts';

const grant = { grant_type: 'client_credentials' };

describe('POST /oauth/token', () => {
  it('gives a client a five-minute RFC 9068 token for the only service it may reach', async () => {
    await using api = await startOauth();
    const { clientId, clientSecret } = await api.createClient({ scopes: ['identities:act', 'orders:view'] });

    const answer = await api.post({ ...grant, scope: 'identities:act' }, api.basic(clientId, clientSecret));

    expect(answer).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', expires_in: 300, scope: 'identities:act' },
    });
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const token = String(answer.body.access_token);
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'ES256',
      typ: 'at+jwt',
      kid: api.keyRing.active().kid,
    });
    const now = Math.floor(api.clock().getTime() / 1000);
    const { iat, exp, jti, ...claims } = decodeJwt(token);
    expect(claims).toEqual({
      iss: api.url,
      aud: 'atlas-api',
      sub: clientId,
      client_id: clientId,
      scope: 'identities:act',
    });
    expect(Math.abs(Number(iat) - now)).toBeLessThanOrEqual(2);
    expect(Number(exp) - Number(iat)).toBe(300);
    expect(jti).toMatch(/^[A-Za-z0-9_-]{20,}$/);
  });

  it('gives all of the client’s scopes when none was asked for', async () => {
    await using api = await startOauth();
    const { clientId, clientSecret } = await api.createClient({ scopes: ['a:b', 'c:d'] });

    expect(await api.post(grant, api.basic(clientId, clientSecret))).toMatchObject({
      status: 200,
      body: { scope: 'a:b c:d' },
    });
  });

  it('takes one of several services by audience or by resource, and never chooses for the client', async () => {
    await using api = await startOauth();
    const { clientId, clientSecret } = await api.createClient({
      audiences: ['orders', 'orders-legacy'],
      scopes: [],
    });
    const headers = api.basic(clientId, clientSecret);
    const audienceOf = async (parameters: object) =>
      decodeJwt(String((await api.post({ ...grant, ...parameters }, headers)).body.access_token)).aud;

    expect(await audienceOf({ audience: 'orders' })).toBe('orders');
    expect(await audienceOf({ resource: 'urn:atlas:service:orders-legacy' })).toBe('orders-legacy');
    expect(await api.post(grant, headers)).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
  });

  it.each([
    ['another audience', { ...grant, audience: 'orders' }, 'invalid_target'],
    ['the edge', { ...grant, audience: 'atlas-edge' }, 'invalid_target'],
    ['another resource', { ...grant, resource: 'https://orders.example' }, 'invalid_target'],
    ['a scope it was not given', { ...grant, scope: 'identities:act orders:view' }, 'invalid_scope'],
    [
      'a grant that is off',
      { grant_type: 'password', username: 'a', password: 'b' },
      'unsupported_grant_type',
    ],
    [
      'the authorization code grant',
      { grant_type: 'authorization_code', code: 'x' },
      'unsupported_grant_type',
    ],
    ['no grant', {}, 'invalid_request'],
  ])('refuses %s', async (_what, parameters, error) => {
    await using api = await startOauth();
    const { clientId, clientSecret } = await api.createClient();

    const answer = await api.post(parameters as Record<string, string>, api.basic(clientId, clientSecret));

    expect(answer).toMatchObject({ status: 400, body: { error } });
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
  });

  it.each(['scope', 'grant_type', 'audience'])('refuses %s sent twice', async (name) => {
    await using api = await startOauth();
    const { clientId, clientSecret } = await api.createClient();
    const values = { scope: 'identities:act', grant_type: 'client_credentials', audience: 'atlas-api' };
    const parameters: [string, string][] = [...Object.entries(values), [name, values[name as 'scope']]];

    const answer = await api.post(parameters, api.basic(clientId, clientSecret));

    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatch(/^invalid_(request|target)$/);
  });

  // An answer that told these apart would let anybody list the clients.
  it('answers alike for a wrong secret, an unknown client and a disabled one', async () => {
    await using api = await startOauth();
    const known = await api.createClient();
    const disabled = await api.createClient();
    await api.token(disabled);
    await api.database.query({
      text: 'update clients set disabled_at = now() where client_id = $1',
      values: [disabled.clientId],
    });

    const answers = await Promise.all([
      api.post(grant, api.basic(known.clientId, disabled.clientSecret)),
      api.post(grant, api.basic('nobody', known.clientSecret)),
      api.post(grant, api.basic(disabled.clientId, disabled.clientSecret)),
    ]);

    for (const { status, headers, body } of answers) {
      expect({ status, body, challenge: headers.get('WWW-Authenticate') }).toEqual({
        status: 401,
        body: { error: 'invalid_client', error_description: 'client authentication failed' },
        challenge: `Basic realm="${api.url}", error="invalid_client", error_description="client authentication failed"`,
      });
    }
  });

  it('refuses a client without its secret, with it in the body, and the stored hash in its place', async () => {
    await using api = await startOauth();
    const { clientId, clientSecret } = await api.createClient();
    const [row] = await api.database.query<{ hash: string }>({
      text: `select encode(secret_hash, 'hex') as hash from clients`,
    });

    expect((await api.post({ ...grant, client_id: clientId })).status).toBe(401);
    expect((await api.post({ ...grant, client_id: clientId, client_secret: clientSecret })).status).toBe(401);
    expect((await api.post(grant)).status).toBe(400);
    expect((await api.post(grant, api.basic(clientId, row?.hash ?? ''))).status).toBe(401);
  });

  it('never logs a secret or a token', async () => {
    await using api = await startOauth();
    const { clientId, clientSecret } = await api.createClient();
    const token = await api.token({ clientId, clientSecret });
    await api.post({ ...grant, audience: 'x' }, api.basic(clientId, clientSecret));

    expect(api.logs.join('')).not.toContain(clientSecret);
    expect(api.logs.join('')).not.toContain(token);
  });

  it('answers 503 with Retry-After while PostgreSQL is away, in JSON whatever is accepted', async () => {
    let isAway = false;
    await using api = await startOauth({
      wrapDatabase: (database) => ({
        ...database,
        query: (statement) =>
          isAway
            ? Promise.reject(new AtlasError('unavailable', { retryAfterSeconds: 2 }))
            : database.query(statement),
      }),
    });
    const { clientId, clientSecret } = await api.createClient();
    isAway = true;

    const answer = await api.post(grant, { ...api.basic(clientId, clientSecret), Accept: 'text/html' });

    expect(answer).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } });
    expect(answer.headers.get('Retry-After')).toBe('2');
  });

  it('stops a network that asks too often, before the secret is looked at', async () => {
    await using api = await startOauth({ rateLimitFactor: 0.01 });
    const { clientId, clientSecret } = await api.createClient();
    const asked = await Promise.all(
      [1, 2, 3, 4, 5].map(() => api.post(grant, api.basic(clientId, clientSecret))),
    );

    expect(asked.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429, 429]);
    const { headers, body } = await api.post(grant, api.basic('nobody', 'x'));
    expect(body).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
  });

  it('signs with the new active key after a rotation, and earlier tokens stay good', async () => {
    await using api = await startOauth();
    const client = await api.createClient();
    const before = await api.token(client);
    await api.rotateKeys();
    const after = await api.token(client);

    expect(decodeProtectedHeader(after).kid).toBe(api.keyRing.active().kid);
    expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid);
    for (const token of [before, after]) {
      const verified = await api.verifyServiceToken(`Bearer ${token}`, {
        audience: 'atlas-api',
        scope: 'identities:act',
      });
      expect(verified.clientId).toBe(client.clientId);
    }
  });

  it('is only for POST, and no other page of the OAuth library can be reached', async () => {
    await using api = await startOauth();

    expect((await fetch(`${api.url}/oauth/token`)).status).toBe(405);
    for (const path of [
      '/auth',
      '/me',
      '/session/end',
      '/request',
      '/jwks',
      '/.well-known/openid-configuration',
      '/oauth',
    ]) {
      expect((await fetch(api.url + path)).status).toBe(404);
    }
  });
});

describe('GET /.well-known/oauth-authorization-server', () => {
  it('states what is on, at the issuer’s own address whatever Host was sent', async () => {
    await using api = await startOauth();

    const response = await fetch(`${api.url}/.well-known/oauth-authorization-server`, {
      headers: { Host: 'evil.example' },
    });
    const methods = ['client_secret_basic', 'private_key_jwt'];
    const algorithms = ['ES256', 'EdDSA', 'Ed25519', 'PS256'];

    expect(await response.json()).toEqual({
      issuer: api.url,
      token_endpoint: `${api.url}/oauth/token`,
      introspection_endpoint: `${api.url}/oauth/introspect`,
      revocation_endpoint: `${api.url}/oauth/revoke`,
      jwks_uri: `${api.url}/.well-known/jwks.json`,
      grant_types_supported: ['client_credentials', 'urn:ietf:params:oauth:grant-type:token-exchange'],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: methods,
      token_endpoint_auth_signing_alg_values_supported: algorithms,
      introspection_endpoint_auth_methods_supported: methods,
      introspection_endpoint_auth_signing_alg_values_supported: algorithms,
      revocation_endpoint_auth_methods_supported: methods,
      revocation_endpoint_auth_signing_alg_values_supported: algorithms,
      dpop_signing_alg_values_supported: ['ES256'],
    });
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
  });

  it('serves a client that nobody here wrote: discovery, token, and the keys to check it', async () => {
    await using api = await startOauth();
    const { clientId, clientSecret } = await api.createClient();
    const issuer = new URL(api.url);
    const insecure = { [oauth4webapi.allowInsecureRequests]: true };

    const discovered = await oauth4webapi.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
    const server = await oauth4webapi.processDiscoveryResponse(issuer, discovered);
    const response = await oauth4webapi.clientCredentialsGrantRequest(
      server,
      { client_id: clientId },
      oauth4webapi.ClientSecretBasic(clientSecret),
      { scope: 'identities:act' },
      insecure,
    );
    const { access_token: token } = await oauth4webapi.processClientCredentialsResponse(
      server,
      { client_id: clientId },
      response,
    );
    const request = new Request('http://service.example/', { headers: { Authorization: `Bearer ${token}` } });
    const claims = await oauth4webapi.validateJwtAccessToken(server, request, 'atlas-api', insecure);

    expect(claims).toMatchObject({ client_id: clientId, scope: 'identities:act' });
  });
});
