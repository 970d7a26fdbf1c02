import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Where a sealed value lives. It opens nowhere else: moved to another row or column, it is refused. */
export type SealedPlace = { table: string; column: string; rowId: string; accountId?: string };

/** A sealed value that does not open: altered, moved, or sealed under a key this process doesn't have. */
export class VaultError extends Error {
  override name = 'VaultError';
}

/** Envelope encryption under the master key: every value has a data key of its own. */
export type Vault = {
  /** Text form `v1.<kekId>.<wrapped data key>.<nonce>.<ciphertext and tag>`, each part base64url. */
  seal(value: Uint8Array, place: SealedPlace): string;
  /** @throws VaultError */
  open(sealed: string, place: SealedPlace): Buffer;
  /** A 32-byte key for one purpose (a blind index, DPoP nonces), derived from the active master key. [RFC 5869] */
  deriveKey(purpose: string): Buffer;
};

const version = 'v1';
const nonceBytes = 12;
const tagBytes = 16;

const encrypt = (key: Uint8Array, nonce: Uint8Array, value: Uint8Array, aad: string): Buffer => {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(aad));
  return Buffer.concat([cipher.update(value), cipher.final(), cipher.getAuthTag()]);
};

const decrypt = (key: Uint8Array, nonce: Uint8Array, sealed: Buffer, aad: string): Buffer => {
  if (nonce.length !== nonceBytes || sealed.length < tagBytes) throw new VaultError('malformed');
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(aad));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new VaultError('does not open here', { cause });
  }
};

// Parts joined by NUL, which no table, column or id can hold.
const additionalData = (kekId: string, { table, column, rowId, accountId = '' }: SealedPlace): string =>
  [version, kekId, table, column, rowId, accountId].join('\0');

const keyId = (key: Uint8Array): string =>
  createHash('sha256').update('atlas.kek').update(key).digest('base64url').slice(0, 8);

/**
 * A vault on master keys of 32 bytes each; the first seals, all open.
 * AES-256-GCM with 96-bit random nonces and 128-bit tags. [NIST SP 800-38D]
 */
export const createVault = (masterKeys: readonly Uint8Array[]): Vault => {
  const keys = new Map(masterKeys.map((key) => [keyId(key), key]));
  const active = masterKeys[0];
  if (!active || [...keys.values()].some((key) => key.length !== 32)) {
    throw new VaultError('a master key is 32 bytes');
  }
  const activeId = keyId(active);
  return {
    seal: (value, place) => {
      const aad = additionalData(activeId, place);
      const dataKey = randomBytes(32);
      const wrapNonce = randomBytes(nonceBytes);
      const nonce = randomBytes(nonceBytes);
      const wrapped = Buffer.concat([wrapNonce, encrypt(active, wrapNonce, dataKey, aad)]);
      return [
        version,
        activeId,
        ...[wrapped, nonce, encrypt(dataKey, nonce, value, aad)].map((part) => part.toString('base64url')),
      ].join('.');
    },
    open: (sealed, place) => {
      const [form, kekId = '', wrapped, nonce, ciphertext, ...rest] = sealed.split('.');
      const key = keys.get(kekId);
      if (form !== version || !key || !wrapped || !nonce || ciphertext === undefined || rest.length > 0) {
        throw new VaultError('unknown form or key');
      }
      const aad = additionalData(kekId, place);
      const wrappedBytes = Buffer.from(wrapped, 'base64url');
      const dataKey = decrypt(
        key,
        wrappedBytes.subarray(0, nonceBytes),
        wrappedBytes.subarray(nonceBytes),
        aad,
      );
      return decrypt(dataKey, Buffer.from(nonce, 'base64url'), Buffer.from(ciphertext, 'base64url'), aad);
    },
    deriveKey: (purpose) => Buffer.from(hkdfSync('sha256', active, Buffer.alloc(0), `atlas.${purpose}`, 32)),
  };
};
