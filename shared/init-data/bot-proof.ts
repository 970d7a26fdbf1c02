import { createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import { checkString } from './check-string.ts';
import type { SignedFields } from './signed-fields.ts';

/**
 * How one bot's data is proved. Which path is configuration, never the caller's choice.
 * - `hmac`: with the bot's own tokens, the current one first, then (for a grace time after a rotation) the previous.
 * - `ed25519`: with trusted public keys, for parties that must not hold the token.
 */
export type InitDataBot = { botId: string } & (
  | { path: 'hmac'; tokens: readonly string[] }
  | { path: 'ed25519'; publicKeysHex: readonly string[] }
);

/** Telegram's own Ed25519 keys. The one of the test environment has no place in production. */
export const telegramPublicKeysHex = {
  production: 'e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d',
  test: '40055058a4ee38156a06562e52eece92a771bcd8346a8c4615cb7376eddf72ec',
} as const;

/** Nothing could ever be verified with this configuration; the message names what is wrong, never a secret. */
export class InitDataConfigurationError extends Error {
  override name = 'InitDataConfigurationError';
}

export type BotProof = (signed: SignedFields) => boolean;

const hmacSha256 = (key: string | Buffer, message: string) =>
  createHmac('sha256', key).update(message).digest();

/** `signature` stays in the string here: Telegram signs it too. */
const createHmacProof = (botId: string, tokens: readonly string[]): BotProof => {
  if (tokens.length === 0) throw new InitDataConfigurationError(`bot ${botId}: no token is given`);
  if (tokens.some((token) => !token.startsWith(`${botId}:`) || token.length <= botId.length + 1)) {
    throw new InitDataConfigurationError(`bot ${botId}: a token must be this bot's, ${botId}:…`);
  }
  const secrets = tokens.map((token) => hmacSha256('WebAppData', token));
  return ({ fields, hash }) => {
    if (hash === undefined) return false;
    const message = checkString(fields, ['hash']);
    const shown = Buffer.from(hash, 'hex');
    return secrets.some((secret) => timingSafeEqual(hmacSha256(secret, message), shown));
  };
};

/** DER of a SubjectPublicKeyInfo for Ed25519, up to the 32 bytes of the key. [RFC 8410] */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

const toPublicKey = (hex: string): KeyObject => {
  if (!/^[0-9a-f]{64}$/i.test(hex))
    throw new InitDataConfigurationError('an Ed25519 public key is 64 hex digits');
  return createPublicKey({
    key: Buffer.concat([spkiPrefix, Buffer.from(hex, 'hex')]),
    format: 'der',
    type: 'spki',
  });
};

const createEd25519Proof = (botId: string, publicKeysHex: readonly string[]): BotProof => {
  if (publicKeysHex.length === 0)
    throw new InitDataConfigurationError(`bot ${botId}: no public key is trusted`);
  const keys = publicKeysHex.map(toPublicKey);
  return ({ fields, signature }) => {
    if (signature === undefined) return false;
    const bytes = Buffer.from(signature, 'base64url');
    // Base64 has stray bits and lenient decoders; only the one true spelling of a signature counts.
    if (bytes.length !== 64 || bytes.toString('base64url') !== signature) return false;
    const message = Buffer.from(`${botId}:WebAppData\n${checkString(fields, ['hash', 'signature'])}`);
    return keys.some((key) => verify(null, message, key, bytes));
  };
};

/** @throws InitDataConfigurationError when the bot's id, a token or a key can't be what it should be. */
export const createBotProof = (bot: InitDataBot): BotProof => {
  if (!/^[1-9]\d{0,19}$/.test(bot.botId)) throw new InitDataConfigurationError('a bot id is a number');
  return bot.path === 'hmac'
    ? createHmacProof(bot.botId, bot.tokens)
    : createEd25519Proof(bot.botId, bot.publicKeysHex);
};
