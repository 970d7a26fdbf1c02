import { invalidInitData } from './invalid-init-data.ts';

/** What Telegram signed, read but not yet judged. */
export type SignedFields = {
  /** Every pair, decoded once, in the order it came. */
  fields: ReadonlyMap<string, string>;
  /** HMAC with the bot's token, 64 lower-case hex digits; the Ed25519 path can do without it. */
  hash?: string;
  /** Ed25519, base64url, unpadded; its form is judged by who verifies it. */
  signature?: string;
  authDate: Date;
};

const maxBytes = 4096;
const keyForm = /^[a-z][a-z0-9_]{0,63}$/;
const hashForm = /^[0-9a-f]{64}$/;
const unixSecondsForm = /^[1-9]\d{9}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are refused
const controls = /[\u0000-\u001f]/;

const decode = (text: string): string => {
  if (!text.includes('%') && !text.includes('+')) return text; // most keys and values: twice as fast
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalidInitData(); // malformed %XX, or not UTF-8
  }
};

/**
 * Form-urlencoded, once. The check string joins fields by line feeds, so a decoded line feed could fold one field
 * into another under the same signature, and of a key that stands twice the checker and the reader may each see
 * another one: both are refused, and so is every pair without a key or `=`.
 */
const parsePairs = (raw: string): Map<string, string> => {
  const fields = new Map<string, string>();
  for (const pair of raw.split('&')) {
    const at = pair.indexOf('=');
    if (at < 1) throw invalidInitData();
    const key = decode(pair.slice(0, at));
    const value = decode(pair.slice(at + 1));
    if (!keyForm.test(key) || controls.test(value) || fields.has(key)) throw invalidInitData();
    fields.set(key, value);
  }
  return fields;
};

/** @throws AtlasError `invalid_init_data` for anything irregular: 4096 bytes at the most, each key once. */
export const parseSignedFields = (raw: string): SignedFields => {
  if (raw.length > maxBytes || Buffer.byteLength(raw) > maxBytes || !raw.isWellFormed())
    throw invalidInitData();
  const fields = parsePairs(raw);
  const [hash, signature, authDate] = [fields.get('hash'), fields.get('signature'), fields.get('auth_date')];
  if (hash !== undefined && !hashForm.test(hash)) throw invalidInitData();
  if (authDate === undefined || !unixSecondsForm.test(authDate)) throw invalidInitData();
  return { fields, hash, signature, authDate: new Date(Number(authDate) * 1000) };
};

/** A field that holds a JSON object. @throws AtlasError `invalid_init_data` when it is absent or holds anything else. */
export const parseJsonObject = (json: string | undefined): Record<string, unknown> => {
  let value: unknown;
  try {
    value = JSON.parse(json ?? '');
  } catch {
    throw invalidInitData();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidInitData();
  return value as Record<string, unknown>;
};
