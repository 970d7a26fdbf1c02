import { CompactEncrypt, type CryptoKey, compactDecrypt, decodeProtectedHeader, importJWK } from 'jose';
import { AtlasError } from '../errors/index.ts';
import type { Sql } from '../ports/index.ts';
import { findCommandKey, openCommandKey } from './command-keys.ts';
import { type Vault, VaultError } from './vault.ts';

const typ = 'atlas-command+jwe';
const [alg, enc] = ['ECDH-ES', 'A256GCM'];

/**
 * Seals what only notify may read (a code, an address, a TOTP secret) to notify's key: a compact JWE that opens only
 * beside the command id it was made for (`challengeId` or `messageRef` of the command). Nothing but notify's private key opens it again. [RFC 7516, RFC 7518 4.6]
 *
 * @throws AtlasError `unavailable` until notify has made its key.
 */
export type SealCommand = (sql: Sql, commandId: string, secret: object) => Promise<string>;

/** The API's side. Keys once read stay in memory; which one is newest is asked each time. */
export const createCommandSealer = (): SealCommand => {
  const keys = new Map<string, CryptoKey>();
  return async (sql, commandId, secret) => {
    const found = await findCommandKey(sql);
    if (!found) throw new AtlasError('unavailable', { dependency: 'notify' });
    const { kid, publicJwk } = found;
    const key = keys.get(kid) ?? ((await importJWK(publicJwk, alg)) as CryptoKey);
    keys.set(kid, key);
    // The protected header is the additional data of the encryption: the id in it can't be exchanged.
    return new CompactEncrypt(Buffer.from(JSON.stringify(secret)))
      .setProtectedHeader({ alg, enc, typ, kid, cid: commandId })
      .encrypt(key);
  };
};

/** @throws VaultError when it was altered, belongs to another command, or was sealed to a key notify doesn't have. */
export type OpenCommand = (sql: Sql, commandId: string, sealed: string) => Promise<unknown>;

/** notify's side. */
export const createCommandOpener = ({ vault }: { vault: Vault }): OpenCommand => {
  const keys = new Map<string, CryptoKey>();

  const keyOf = async (sql: Sql, kid: string): Promise<CryptoKey> => {
    const known = keys.get(kid);
    if (known) return known;
    const jwk = await openCommandKey(sql, vault, kid);
    if (!jwk) throw new VaultError('unknown command key');
    const key = (await importJWK(jwk, alg)) as CryptoKey;
    keys.set(kid, key);
    return key;
  };

  const headerOf = (sealed: string) => {
    try {
      return decodeProtectedHeader(sealed);
    } catch (cause) {
      throw new VaultError('malformed', { cause });
    }
  };

  return async (sql, commandId, sealed) => {
    const header = headerOf(sealed);
    if (header.typ !== typ || header.cid !== commandId || typeof header.kid !== 'string')
      throw new VaultError('not sealed for this command');
    const key = await keyOf(sql, header.kid);
    try {
      const { plaintext } = await compactDecrypt(sealed, key, {
        keyManagementAlgorithms: [alg],
        contentEncryptionAlgorithms: [enc],
      });
      return JSON.parse(Buffer.from(plaintext).toString('utf8'));
    } catch (cause) {
      throw new VaultError('does not open here', { cause });
    }
  };
};
