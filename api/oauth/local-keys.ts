import type { FindKey } from '@atlas/shared/access-token';
import { type CryptoKey, importJWK } from 'jose';
import type { KeyRing } from '../keys/index.ts';

export type { FindKey };

/** The keys of this process by their `kid`, imported once. */
export const createLocalKeys = (keyRing: KeyRing): FindKey => {
  const imported = new Map<string, Promise<CryptoKey | Uint8Array>>();
  keyRing.onChange(() => imported.clear());
  return async (kid) => {
    const known = imported.get(kid);
    if (known) return known;
    const jwk = await keyRing.find(kid);
    if (!jwk) return null;
    const key = importJWK(jwk, 'ES256');
    imported.set(kid, key);
    return key;
  };
};
