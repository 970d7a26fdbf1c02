import { sign } from 'node:crypto';
import type { SigningKey } from '../keys/index.ts';

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const headers = new WeakMap<SigningKey, Map<string, string>>();

const headerOf = (key: SigningKey, typ: string): string => {
  const made = headers.get(key) ?? new Map<string, string>();
  headers.set(key, made);
  const header = made.get(typ) ?? base64url({ alg: 'ES256', typ, kid: key.kid });
  made.set(typ, header);
  return header;
};

/**
 * A compact JWS [RFC 7515], ES256. jose signs through WebCrypto's thread pool, 11k a second here; node:crypto on
 * this thread 37k, and signing is on the path of every sign-in (docs/adr/0007).
 */
export const signJwt = (key: SigningKey, typ: string, claims: object): string => {
  const input = `${headerOf(key, typ)}.${base64url(claims)}`;
  const signature = sign('sha256', Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
};
