import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { Clock } from '../../ports/index.ts';

const accountId = '0198a000-0000-7000-8000-000000000001';
const sessionId = '0198a000-0000-7000-8000-000000000002';

const makeKey = async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, privateKey, publicJwk: { ...jwk, kid, alg: 'ES256', use: 'sig' } };
};

/** An issuer as Atlas is one: published keys, and tokens whose every part a test may change. */
export const startTestIssuer = async (clock: Clock) => {
  let published: JWK[] = [];
  let active = await makeKey();
  let fetches = 0;
  let isAway = false;
  published = [active.publicJwk];
  const server = createServer((_req, res) => {
    fetches += 1;
    if (isAway) return void res.writeHead(503).end();
    res.setHeader('Content-Type', 'application/jwk-set+json').end(JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    issuer,
    accountId,
    sessionId,
    fetches: () => fetches,
    setAway: (away: boolean) => {
      isAway = away;
    },
    /** A new key signs from now on; `publish: false` keeps it from being found. */
    rotate: async ({ publish = true, withdraw = false } = {}) => {
      active = await makeKey();
      if (withdraw) published = [];
      if (publish) published = [...published, active.publicJwk];
    },
    token: (
      claims: Record<string, unknown> = {},
      header: Record<string, unknown> = {},
      key = active.privateKey,
    ) => {
      const iat = Math.floor(clock().getTime() / 1000);
      return new SignJWT({
        iss: issuer,
        aud: 'orders',
        sub: accountId,
        sid: sessionId,
        client_id: 'atlas-gateway',
        act: { sub: 'atlas-gateway' },
        jti: randomUUID(),
        iat,
        exp: iat + 300,
        scope: 'orders:view',
        acr: 'urn:atlas:acr:messenger',
        amr: ['telegram'],
        auth_time: iat,
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: active.kid, ...header })
        .sign(key);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
};

/** A caller's own key and its proofs. [RFC 9449] */
export const createTestProofs = async (clock: Clock) => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  return {
    jkt: await calculateJwkThumbprint(jwk),
    proof: (token: string, claims: Record<string, unknown> = {}) =>
      new SignJWT({
        jti: randomUUID(),
        htm: 'GET',
        htu: 'https://orders.example/orders/1',
        iat: Math.floor(clock().getTime() / 1000),
        ath: createHash('sha256').update(token).digest('base64url'),
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .sign(privateKey),
  };
};
