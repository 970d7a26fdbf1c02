import { createHmac, createPrivateKey, sign } from 'node:crypto';

/** Signs as Telegram does; for tests of this folder only. Written apart from the verifier on purpose. */
export const signFields = (fields: Readonly<Record<string, string>>, botToken: string): string => {
  const lines = Object.entries(fields)
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([key, value]) => `${key}=${value}`);
  const secret = createHmac('sha256', 'WebAppData').update(botToken).digest();
  return createHmac('sha256', secret).update(lines.join('\n')).digest('hex');
};

/** Encodes as Telegram's clients do: `encodeURIComponent`, pair by pair. */
export const encodeFields = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join('&');

/** Init data of a bot, with its hash at the end. */
export const signedInitData = (fields: Readonly<Record<string, string>>, botToken: string): string =>
  encodeFields({ ...fields, hash: signFields(fields, botToken) });

/** `signature` over the fields without `hash` and `signature`, by a private key of 32 hex-encoded bytes. */
export const signEd25519 = (
  fields: Readonly<Record<string, string>>,
  botId: string,
  privateKeyHex: string,
): string => {
  const key = createPrivateKey({
    key: Buffer.from(`302e020100300506032b657004220420${privateKeyHex}`, 'hex'),
    format: 'der',
    type: 'pkcs8',
  });
  const lines = Object.entries(fields)
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([name, value]) => `${name}=${value}`);
  return sign(null, Buffer.from(`${botId}:WebAppData\n${lines.join('\n')}`), key).toString('base64url');
};
