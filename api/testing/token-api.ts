import { acr as levels, type OpenedSession } from '@atlas/shared/wire';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createClient, createKeyClient, type NewClient } from '../clients/index.ts';
import type { DpopKey } from './dpop-key.ts';
import type { TestApi } from './start-api.ts';

export type OauthAnswer = { status: number; headers: Headers; body: Record<string, unknown> };

export const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

/** The token API as a client of it sees it, beside the API that a test has started. */
export const createTokenApi = (api: TestApi) => {
  const deps = { database: api.database, clock: api.clock };

  const post = async (
    path: '/oauth/token' | '/oauth/introspect' | '/oauth/revoke',
    parameters: Record<string, string> | [string, string][],
    headers: Record<string, string> = {},
  ): Promise<OauthAnswer> => {
    const response = await fetch(api.url + path, {
      method: 'POST',
      headers,
      body: new URLSearchParams(parameters),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
  };

  /** A client with a secret, and the header that it authenticates by. */
  const secretClient = async (client: Partial<NewClient> = {}) => {
    const created = await createClient(deps)({ name: 'Gateway', audiences: ['orders'], ...client });
    const credentials = Buffer.from(`${created.clientId}:${created.clientSecret}`).toString('base64');
    return { ...created, basic: { Authorization: `Basic ${credentials}` } };
  };

  /** A client with a key, and the assertions that it authenticates by; `change` spoils one. */
  const keyClient = async (client: Partial<NewClient> = {}, alg = 'ES256') => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg } as { kty: string }] };
    const { clientId } = await createKeyClient(deps)({
      name: 'Kong',
      audiences: ['orders'],
      ...client,
      jwks,
    });
    const assertion = async (
      change: Record<string, unknown> = {},
      header: Record<string, unknown> = {},
      key = privateKey,
    ) => {
      const iat = Math.floor(api.clock().getTime() / 1000);
      const claims = {
        iss: clientId,
        sub: clientId,
        aud: api.url,
        jti: crypto.randomUUID(),
        iat,
        exp: iat + 60,
      };
      return {
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await new SignJWT({ ...claims, ...change })
          .setProtectedHeader({ alg, kid: 'one', ...header })
          .sign(key),
      };
    };
    return { clientId, privateKey, assertion };
  };

  /** RFC 8693 by a client with a secret. */
  const exchange = (
    { basic }: { basic: Record<string, string> },
    subjectToken: string,
    parameters: Record<string, string> = {},
  ) =>
    post(
      '/oauth/token',
      {
        grant_type: tokenExchange,
        subject_token: subjectToken,
        subject_token_type: accessTokenType,
        ...parameters,
      },
      basic,
    );

  /** What a session has after something was proved in it: the next edge token. */
  const raise = async (
    opened: OpenedSession,
    {
      amr = ['otp', 'mfa'],
      acr = levels.mfa as string,
      key,
    }: { amr?: string[]; acr?: string; key?: DpopKey } = {},
  ): Promise<OpenedSession> => {
    await api.database.query({
      text: `update sessions set amr = amr || $2::text[], acr = $3, auth_time = $4 where id = $1`,
      values: [opened.session.id, amr, acr, api.clock()],
    });
    const answer = await api.post(
      '/v1/sessions/refresh',
      { refreshToken: opened.refreshToken },
      key ? { key } : {},
    );
    return answer.body as unknown as OpenedSession;
  };

  return { post, secretClient, keyClient, exchange, raise };
};
