import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';

export type DpopKey = {
  jkt: string;
  /** A proof for one request; `change` replaces claims or header fields, for attacks. */
  proof(request: {
    method: string;
    url: string;
    nonce?: string;
    accessToken?: string;
    iat?: number;
    change?: { claims?: Record<string, unknown>; header?: Record<string, unknown> };
  }): Promise<string>;
};

/** A client's key of its own, as a browser would make one. [RFC 9449] */
export const createDpopKey = async (): Promise<DpopKey> => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  return {
    jkt: await calculateJwkThumbprint(jwk),
    proof: ({ method, url, nonce, accessToken, iat, change }) =>
      new SignJWT({
        jti: randomUUID(),
        htm: method,
        htu: url,
        iat: iat ?? Math.floor(Date.now() / 1000),
        ...(nonce ? { nonce } : {}),
        ...(accessToken ? { ath: createHash('sha256').update(accessToken).digest('base64url') } : {}),
        ...change?.claims,
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...change?.header })
        .sign(privateKey),
  };
};
