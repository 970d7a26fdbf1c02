import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import type { Sql } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import canonicalize from 'canonicalize';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { type Head, insertHeadKey, type SealedHeadKey, selectHeadKeys } from './queries.ts';

/** An Ed25519 key that signs heads. [RFC 8032] */
export type HeadKey = { kid: string; privateKey: KeyObject; publicKey: KeyObject };

const placeOf = (kid: string) => ({ table: 'audit_keys', column: 'sealed_private_key', rowId: kid });

const openKey = (vault: Vault, { kid, sealedPrivateKey }: SealedHeadKey): HeadKey => {
  const privateKey = createPrivateKey({
    key: vault.open(sealedPrivateKey, placeOf(kid)),
    format: 'der',
    type: 'pkcs8',
  });
  return { kid, privateKey, publicKey: createPublicKey(privateKey) };
};

/** The key that signs now; made where there is none. Call it while holding the chain's lock. @throws VaultError */
export const ensureHeadKey = async (tx: Sql, vault: Vault, now: Date): Promise<HeadKey> => {
  const [newest] = await selectHeadKeys(tx);
  if (newest) return openKey(vault, newest);
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const kid = await calculateJwkThumbprint(publicKey.export({ format: 'jwk' }) as JWK);
  const sealedPrivateKey = vault.seal(privateKey.export({ format: 'der', type: 'pkcs8' }), placeOf(kid));
  await insertHeadKey(tx, { kid, sealedPrivateKey }, now);
  return { kid, privateKey, publicKey };
};

/** Public keys by id, each from a private one that opened: a key the master key never sealed is not among them. */
export const openHeadKeys = async (sql: Sql, vault: Vault): Promise<ReadonlyMap<string, KeyObject>> => {
  const keys = new Map<string, KeyObject>();
  for (const sealed of await selectHeadKeys(sql)) {
    try {
      keys.set(sealed.kid, openKey(vault, sealed).publicKey);
    } catch {
      // Forged, or sealed under a master key that is not here: its heads will be told as unverified.
    }
  }
  return keys;
};

const signedBytes = ({ seq, hash, signedAt, kid }: Omit<Head, 'signature'>): Buffer =>
  Buffer.from(
    canonicalize({
      type: 'atlas.audit.head.v1',
      seq,
      hash: hash.toString('hex'),
      signedAt: signedAt.toISOString(),
      kid,
    }) as string,
  );

export const signHead = (
  { kid, privateKey }: HeadKey,
  { seq, hash, signedAt }: { seq: number; hash: Buffer; signedAt: Date },
): Head => {
  const head = { seq, hash, signedAt, kid };
  return { ...head, signature: sign(null, signedBytes(head), privateKey) };
};

export const isSignedHead = (head: Head, keys: ReadonlyMap<string, KeyObject>): boolean => {
  const key = keys.get(head.kid);
  return key !== undefined && verify(null, signedBytes(head), key, head.signature);
};
