import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { catalogue, type EventData, type EventType } from '../events/index.ts';
import { type Vault, VaultError } from './vault.ts';

/**
 * The key that seals one account's personal fields in the event log. Erasing an account destroys it: the log
 * stays whole, the person is gone.
 */
export type AccountKey = Buffer;

const place = (accountId: string) => ({
  table: 'account_keys',
  column: 'sealed_key',
  rowId: accountId,
  accountId,
});

/** A new key and its sealed form for `account_keys`. */
export const newAccountKey = (vault: Vault, accountId: string): { key: AccountKey; sealedKey: string } => {
  const key = randomBytes(32);
  return { key, sealedKey: vault.seal(key, place(accountId)) };
};

/** Opens what `account_keys` holds. @throws VaultError */
export const openAccountKey = (vault: Vault, accountId: string, sealedKey: string): AccountKey =>
  vault.open(sealedKey, place(accountId));

const prefix = 's1.';
const nonceBytes = 12;
const tagBytes = 16;

const sealValue = (key: AccountKey, aad: string, value: unknown): string => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(aad));
  const parts = [nonce, cipher.update(JSON.stringify(value), 'utf8'), cipher.final(), cipher.getAuthTag()];
  return prefix + Buffer.concat(parts).toString('base64url');
};

const openValue = (key: AccountKey, aad: string, sealed: unknown): unknown => {
  if (typeof sealed !== 'string' || !sealed.startsWith(prefix)) throw new VaultError('not sealed');
  const bytes = Buffer.from(sealed.slice(prefix.length), 'base64url');
  if (bytes.length < nonceBytes + tagBytes) throw new VaultError('malformed');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(aad));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    const text =
      decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
    return JSON.parse(text);
  } catch (cause) {
    throw new VaultError('does not open here', { cause });
  }
};

const mapPersonal = (
  type: EventType,
  data: object,
  change: (field: string, value: unknown) => unknown,
): Record<string, unknown> => {
  const changed: Record<string, unknown> = { ...data };
  for (const field of catalogue[type].personal) {
    if (changed[field] !== undefined) changed[field] = change(field, changed[field]);
  }
  return changed;
};

/** The event's data as the log keeps it: personal fields of the catalogue sealed, bound to event and field. */
export const sealPersonal = <T extends EventType>(
  type: T,
  eventId: string,
  data: EventData[T],
  key: AccountKey,
): Record<string, unknown> =>
  mapPersonal(type, data, (field, value) => sealValue(key, `${eventId}\0${field}`, value));

/**
 * The event's data as it was. Without a key (the account was erased) personal fields are left out.
 * @throws VaultError when a field was altered or moved.
 */
export const openPersonal = (
  type: EventType,
  eventId: string,
  data: object,
  key: AccountKey | null,
): Record<string, unknown> =>
  mapPersonal(type, data, (field, value) =>
    key ? openValue(key, `${eventId}\0${field}`, value) : undefined,
  );
