import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import type { PersonRow } from './people.ts';

/** Since October 2022 everybody is this to a mini program. */
const anonymous = {
  nickName: '微信用户',
  gender: 0,
  language: '',
  city: '',
  province: '',
  country: '',
  avatarUrl:
    'https://thirdwx.qlogo.cn/mmopen/vi_32/POgEwh4mIHO4nibH0KlMECNjjGxQUq24ZEaGT4poC6icRiccVGKSyXwibcPq4BWmiaIGuG1icwxaQX6grC9VemZoJ8rg/132',
};

/** SHA-1 over the text and the session key as it is written, in base64. */
export const rawDataSignature = (rawData: string, sessionKey: string): string =>
  createHash('sha1').update(`${rawData}${sessionKey}`).digest('hex');

/** AES-128-CBC under the session key. */
export const encryptData = (data: object, sessionKey: string, iv: Buffer = randomBytes(16)) => {
  const cipher = createCipheriv('aes-128-cbc', Buffer.from(sessionKey, 'base64'), iv);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(data)), cipher.final()]);
  return { encryptedData: sealed.toString('base64'), iv: iv.toString('base64') };
};

/** A phone as WeChat tells it. */
export const phoneInfo = (phone: string) => {
  const countryCode = /^\+(86|1|7|44|49|33|55|91|972)/.exec(phone)?.[1] ?? '86';
  const purePhoneNumber = phone.slice(1 + countryCode.length);
  return {
    phoneNumber: countryCode === '86' ? purePhoneNumber : phone,
    purePhoneNumber,
    countryCode,
  };
};

export type ProfileData = { rawData: string; signature: string; encryptedData: string; iv: string };

/** What `wx.getUserProfile` hands out: a name that is nobody's, and who it is under seal. */
export const profileDataOf = (
  { openid, unionid, session_key }: PersonRow & { session_key: string },
  { appId, nowMs }: { appId: string; nowMs: number },
): ProfileData => {
  const rawData = JSON.stringify(anonymous);
  const watermark = { timestamp: Math.floor(nowMs / 1000), appid: appId };
  const data = { openId: openid, ...anonymous, unionId: unionid, watermark };
  return { rawData, signature: rawDataSignature(rawData, session_key), ...encryptData(data, session_key) };
};
