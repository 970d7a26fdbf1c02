import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { createAccessTokenVerifier } from '@atlas/shared/access-token';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';

/** Bare jose and the verifier of inside services over the same tokens, in turn; both with the key in memory. */
/** Short and many: what disturbs the machine then disturbs both alike. */
const rounds = 60;
const roundMs = 100;
const atOnce = 16;

const { publicKey, privateKey } = await generateKeyPair('ES256');
const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256', use: 'sig' };
const server = createServer((_req, res) => void res.end(JSON.stringify({ keys: [jwk] })));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const id = '0198a000-0000-7000-8000-000000000001';
const tokens = await Promise.all(
  Array.from({ length: 50 }, () =>
    new SignJWT({
      client_id: 'atlas-gateway',
      act: { sub: 'atlas-gateway' },
      sid: id,
      jti: randomUUID(),
      scope: 'orders:view',
      acr: 'urn:atlas:acr:messenger',
      amr: ['telegram'],
      auth_time: 1,
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k' })
      .setIssuer(issuer)
      .setAudience('orders')
      .setSubject(id)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey),
  ),
);

const verifier = createAccessTokenVerifier({
  issuer,
  audience: 'orders',
  revokedSessions: { has: () => false, isCurrent: () => true },
});
const contenders = {
  jose: (token: string): Promise<unknown> =>
    jwtVerify(token, publicKey, { algorithms: ['ES256'], typ: 'at+jwt', issuer, audience: 'orders' }),
  verifier: (token: string): Promise<unknown> =>
    verifier.account({ headers: { authorization: `Bearer ${token}` } }, { scope: 'orders:view' }),
};

const rateOf = async (work: (token: string) => Promise<unknown>): Promise<number> => {
  const until = performance.now() + roundMs;
  let count = 0;
  const loop = async () => {
    while (performance.now() < until) {
      count += 1;
      await work(tokens[count % tokens.length] as string);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, loop));
  return (count * 1000) / roundMs;
};

const rates = { jose: [] as number[], verifier: [] as number[] };
for (let round = 0; round <= rounds; round += 1) {
  for (const name of ['jose', 'verifier'] as const) {
    const rate = await rateOf(contenders[name]);
    if (round > 0) rates[name].push(rate);
  }
}
const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
process.send?.({ jose: median(rates.jose), verifier: median(rates.verifier) });
