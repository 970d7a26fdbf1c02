import { createHash, createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import { AtlasError } from '../errors/index.ts';
import { type ParsedInitData, parseInitData, type TelegramUser } from './parse-init-data.ts';

export type VerifiedInitData = {
  user: TelegramUser;
  authDate: Date;
  /** SHA-256 over bot id and check string without `hash` and `signature`: the same however the data was encoded. */
  fingerprint: Buffer;
  startParam?: string;
  queryId?: string;
  chatInstance?: string;
  fields: ReadonlyMap<string, string>;
};

/** The bot can't be verified with what was configured. */
export class InitDataConfigurationError extends Error {
  override name = 'InitDataConfigurationError';
}

type Bot = { botId: string } & (
  | { path: 'hmac'; tokens: readonly string[] }
  | { path: 'ed25519'; publicKeysHex: readonly string[] }
);

const invalid = () => new AtlasError('invalid_init_data');

/** `key=value` lines in byte order of their keys. Keys are ASCII, so code unit order is byte order. */
const checkString = (fields: ReadonlyMap<string, string>, without: readonly string[]): string =>
  [...fields.keys()]
    .filter((key) => !without.includes(key))
    .sort()
    .map((key) => `${key}=${fields.get(key)}`)
    .join('\n');

const hmac = (key: string | Buffer, message: string) => createHmac('sha256', key).update(message).digest();

/** The bot's own token proves it; `signature` stays in the string. */
const createHmacCheck = (tokens: readonly string[]) => {
  if (tokens.length === 0 || tokens.some((token) => !/^\d+:.+$/.test(token))) {
    throw new InitDataConfigurationError('a bot token looks like 123456:ABC…');
  }
  const secrets = tokens.map((token) => hmac('WebAppData', token));
  return ({ fields, hash }: ParsedInitData): boolean => {
    const message = checkString(fields, ['hash']);
    const shown = Buffer.from(hash, 'hex');
    return secrets.some((secret) => timingSafeEqual(hmac(secret, message), shown));
  };
};

const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

const toPublicKey = (hex: string): KeyObject => {
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new InitDataConfigurationError('an Ed25519 public key is 64 hex digits');
  return createPublicKey({ key: Buffer.concat([spkiPrefix, Buffer.from(hex, 'hex')]), format: 'der', type: 'spki' });
};

/** Telegram's public key proves it, for parties without the token; neither `hash` nor `signature` is signed. */
const createEd25519Check = (botId: string, publicKeysHex: readonly string[]) => {
  if (publicKeysHex.length === 0) throw new InitDataConfigurationError('no public key is trusted');
  const keys = publicKeysHex.map(toPublicKey);
  return ({ fields, signature }: ParsedInitData): boolean => {
    const bytes = Buffer.from(signature ?? '', 'base64url');
    // Base64 has stray bits; only the one true spelling of a signature counts.
    if (bytes.length !== 64 || bytes.toString('base64url') !== signature) return false;
    const message = Buffer.from(`${botId}:WebAppData\n${checkString(fields, ['hash', 'signature'])}`);
    return keys.some((key) => verify(null, message, key, bytes));
  };
};

/**
 * Verifies one bot's init data by one path, HMAC with its tokens or Ed25519 with trusted public keys; which one is
 * configuration, never the caller's choice. Freshness and replay are the caller's to judge.
 *
 * @throws InitDataConfigurationError at creation; the verifier throws only AtlasError `invalid_init_data`.
 */
export const createInitDataVerifier = (bot: Bot): ((raw: string) => VerifiedInitData) => {
  if (!/^\d{1,20}$/.test(bot.botId)) throw new InitDataConfigurationError('a bot id is a number');
  const isGenuine = bot.path === 'hmac' ? createHmacCheck(bot.tokens) : createEd25519Check(bot.botId, bot.publicKeysHex);
  return (raw) => {
    const parsed = parseInitData(raw);
    if (!isGenuine(parsed)) throw invalid();
    const { user, authDate, fields } = parsed;
    const identityOfData = `${bot.botId}\n${checkString(fields, ['hash', 'signature'])}`;
    return {
      user,
      authDate,
      fingerprint: createHash('sha256').update(identityOfData).digest(),
      startParam: fields.get('start_param'),
      queryId: fields.get('query_id'),
      chatInstance: fields.get('chat_instance'),
      fields,
    };
  };
};
