import { AtlasError } from '../errors/index.ts';

/** The person as Telegram names them. */
export type TelegramUser = {
  id: number;
  firstName: string;
  lastName?: string;
  username?: string;
  languageCode?: string;
  isPremium: boolean;
  allowsWriteToPm: boolean;
  photoUrl?: string;
  /** For showing: first and last name without control and bidi characters, at most 128 characters, never empty. */
  displayName: string;
};

export type ParsedInitData = {
  /** Every pair, decoded once, in the order it came. */
  fields: ReadonlyMap<string, string>;
  hash: string;
  signature: string | undefined;
  authDate: Date;
  user: TelegramUser;
};

const maxBytes = 4096;
const keyForm = /^[a-z][a-z0-9_]{0,63}$/;
const maxUserId = 2 ** 52 - 1;
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are refused
const controls = /[\u0000-\u001f]/;
const invisible = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const invalid = () => new AtlasError('invalid_init_data');

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalid();
  }
};

/** Form-urlencoded once; no key twice, and no decoded line feed, which could fold one field into another. */
const parsePairs = (raw: string): Map<string, string> => {
  const fields = new Map<string, string>();
  for (const pair of raw.split('&')) {
    const at = pair.indexOf('=');
    if (at < 1) throw invalid();
    const key = decode(pair.slice(0, at));
    const value = decode(pair.slice(at + 1));
    if (!keyForm.test(key) || controls.test(value) || fields.has(key)) throw invalid();
    fields.set(key, value);
  }
  return fields;
};

const text = (value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalid();
  return value;
};

const toDisplayName = (id: number, names: readonly (string | undefined)[]): string => {
  const name = names.filter(Boolean).join(' ').replace(invisible, '').toWellFormed().trim();
  return [...name].slice(0, 128).join('').trim() || `Telegram ${id}`;
};

const parseUser = (json: string | undefined): TelegramUser => {
  let user: unknown;
  try {
    user = JSON.parse(json ?? '');
  } catch {
    throw invalid();
  }
  if (typeof user !== 'object' || user === null || Array.isArray(user)) throw invalid();
  const { id, first_name, last_name, username, language_code, photo_url, ...flags } = user as Record<string, unknown>;
  if (!Number.isInteger(id) || (id as number) < 1 || (id as number) > maxUserId || flags.is_bot === true) throw invalid();
  const [firstName, lastName] = [text(first_name) ?? '', text(last_name)];
  return {
    id: id as number,
    firstName,
    lastName,
    username: text(username),
    languageCode: text(language_code),
    photoUrl: text(photo_url),
    isPremium: flags.is_premium === true,
    allowsWriteToPm: flags.allows_write_to_pm === true,
    displayName: toDisplayName(id as number, [firstName, lastName]),
  };
};

/**
 * Reads raw init data without judging its signature. Anything irregular is refused, because leniency here is what
 * lets two readers see two different people. [Telegram Mini Apps, "Validating data"]
 *
 * @throws AtlasError `invalid_init_data`, one code for every cause.
 */
export const parseInitData = (raw: string): ParsedInitData => {
  if (raw.length === 0 || raw.length > maxBytes || Buffer.byteLength(raw) > maxBytes || !raw.isWellFormed()) throw invalid();
  const fields = parsePairs(raw);
  const [hash, authDate] = [fields.get('hash') ?? '', fields.get('auth_date') ?? ''];
  if (!/^[0-9a-f]{64}$/.test(hash) || !/^[1-9]\d{9}$/.test(authDate)) throw invalid();
  return {
    fields,
    hash,
    signature: fields.get('signature'),
    authDate: new Date(Number(authDate) * 1000),
    user: parseUser(fields.get('user')),
  };
};
