import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A push that is not WeChat's, or not for us: forged, altered, of another app, or of no form that is known. */
export class WechatCallbackError extends Error {
  override name = 'WechatCallbackError';
}

export type CallbackCipher = {
  /** The message inside `Encrypt`. @throws WechatCallbackError */
  open(encrypted: string): string;
  /** `Encrypt` of a reply. @param random 16 bytes, for published vectors alone */
  seal(message: string, random?: Uint8Array): string;
};

const randomLength = 16;
const lengthLength = 4;
const padBlock = 32;

/** 43 characters hold 258 bits: two of the last one are stray, which Node's decoder overlooks as WeChat's does. */
const keyOf = (encodingAesKey: string): Buffer => {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  if (key.length !== 32) throw new RangeError('an EncodingAESKey is 43 characters');
  return key;
};

const refuse = (why: string, cause?: unknown): WechatCallbackError => new WechatCallbackError(why, { cause });

/** PKCS #7 to blocks of 32 bytes, which OpenSSL, with blocks of 16, would refuse. */
const unpad = (padded: Buffer): Buffer => {
  const count = padded.at(-1) ?? 0;
  if (count < 1 || count > padBlock || count > padded.length) throw refuse('padding');
  const end = padded.length - count;
  if (!padded.subarray(end).every((byte) => byte === count)) throw refuse('padding');
  return padded.subarray(0, end);
};

const pad = (plain: Buffer): Buffer => {
  const count = padBlock - (plain.length % padBlock);
  return Buffer.concat([plain, Buffer.alloc(count, count)]);
};

const readText = (bytes: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw refuse('not UTF-8', cause);
  }
};

/** Random bytes, length, message, app: only a message of our app is opened. */
const readPlain = (plain: Buffer, appId: string): string => {
  const start = randomLength + lengthLength;
  if (plain.length < start) throw refuse('too short');
  const end = start + plain.readUInt32BE(randomLength);
  if (end > plain.length) throw refuse('length');
  if (plain.subarray(end).toString('latin1') !== appId) throw refuse('of another app');
  return readText(plain.subarray(start, end));
};

/** AES-256-CBC as WeChat's message push has it. Check `msg_signature` before opening. [message push page] */
export const createCallbackCipher = ({
  encodingAesKey,
  appId,
}: {
  encodingAesKey: string;
  appId: string;
}): CallbackCipher => {
  const key = keyOf(encodingAesKey);
  const iv = key.subarray(0, 16);

  const decrypt = (encrypted: string): Buffer => {
    const bytes = Buffer.from(encrypted, 'base64');
    if (bytes.toString('base64') !== encrypted || bytes.length === 0) throw refuse('not base64');
    const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
    try {
      return unpad(Buffer.concat([decipher.update(bytes), decipher.final()]));
    } catch (cause) {
      throw cause instanceof WechatCallbackError ? cause : refuse('does not open', cause);
    }
  };

  return {
    open: (encrypted) => readPlain(decrypt(encrypted), appId),
    seal: (message, random = randomBytes(randomLength)) => {
      const text = Buffer.from(message);
      const length = Buffer.alloc(lengthLength);
      length.writeUInt32BE(text.length);
      const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
      const plain = pad(Buffer.concat([random, length, text, Buffer.from(appId)]));
      return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
    },
  };
};
