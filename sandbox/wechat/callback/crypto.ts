import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** WeChat pads to 32 bytes, where AES has blocks of 16. [Message push, encryption] */
const block = 32;
const headBytes = 20;

/** SHA-1 over the strings, sorted. [Message push, URL check and msg_signature] */
export const signatureOf = (...parts: readonly string[]): string =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');

export const isSameText = (shown: string, expected: string): boolean => {
  const [one, other] = [shown, expected].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(one as Buffer, other as Buffer);
};

const keyOf = (encodingAesKey: string): Buffer => Buffer.from(`${encodingAesKey}=`, 'base64');

const pad = (plain: Buffer): Buffer => {
  const missing = block - (plain.length % block);
  return Buffer.concat([plain, Buffer.alloc(missing, missing)]);
};

/** Seals a message for the owner of an app id: random bytes, length, message, app id. */
export const seal = (
  message: string,
  { encodingAesKey, appId }: { encodingAesKey: string; appId: string },
  random: Buffer = randomBytes(16),
): string => {
  const key = keyOf(encodingAesKey);
  const bytes = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const plain = pad(Buffer.concat([random, length, bytes, Buffer.from(appId)]));
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
};

/** Opens what `seal` made; null for what nobody with the key made for this app id. */
export const open = (
  sealed: string,
  { encodingAesKey, appId }: { encodingAesKey: string; appId: string },
): string | null => {
  const key = keyOf(encodingAesKey);
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length === 0 || bytes.length % 16 !== 0) return null;
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const missing = padded.at(-1) ?? 0;
  if (missing < 1 || missing > block || padded.length < headBytes + missing) return null;
  const plain = padded.subarray(0, padded.length - missing);
  const end = headBytes + plain.readUInt32BE(16);
  if (end > plain.length || plain.toString('utf8', end) !== appId) return null;
  return plain.toString('utf8', headBytes, end);
};
