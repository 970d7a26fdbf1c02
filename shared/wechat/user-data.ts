import { createDecipheriv, hash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What a mini program says of its person, which WeChat did not. One answer for every cause. */
export class InvalidWechatData extends Error {
  override name = 'InvalidWechatData';
}

/** Whether `rawData` is as WeChat gave it to the mini program: SHA-1 over it and the session key's text. */
export const isRawDataSigned = (rawData: string, signature: string, sessionKey: string): boolean =>
  /^[0-9a-f]{40}$/.test(signature) &&
  timingSafeEqual(Buffer.from(signature), Buffer.from(hash('sha1', rawData + sessionKey, 'hex')));

const Opened = z.looseObject({
  openId: z.string().optional(),
  unionId: z.string().min(1).max(128).optional(),
  watermark: z.object({ appid: z.string(), timestamp: z.int() }),
});
export type WechatUserData = z.output<typeof Opened>;

const sixteen = (base64: string): Buffer => {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== 16) throw new InvalidWechatData('16 bytes');
  return bytes;
};

/** Watermarks may run ahead of our clock by so much. */
const aheadSeconds = 60;

/** Whether a watermark names our app, and a time at most `maxAgeSeconds` ago. */
export const isWatermarkGood = (
  { appid, timestamp }: WechatUserData['watermark'],
  { appId, now, maxAgeSeconds }: { appId: string; now: Date; maxAgeSeconds: number },
): boolean => {
  const ageSeconds = now.getTime() / 1000 - timestamp;
  return appid === appId && ageSeconds <= maxAgeSeconds && ageSeconds >= -aheadSeconds;
};

/**
 * Opens `encryptedData` of a mini program: AES-128-CBC under the session key. The watermark is still to be checked.
 * @throws InvalidWechatData
 */
export const openUserData = (
  { encryptedData, iv }: { encryptedData: string; iv: string },
  sessionKey: string,
): WechatUserData => {
  try {
    const decipher = createDecipheriv('aes-128-cbc', sixteen(sessionKey), sixteen(iv));
    const text = Buffer.concat([decipher.update(encryptedData, 'base64'), decipher.final()]).toString('utf8');
    return Opened.parse(JSON.parse(text));
  } catch (cause) {
    throw new InvalidWechatData('does not open', { cause });
  }
};
