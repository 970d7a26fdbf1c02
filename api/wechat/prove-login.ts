import { hash } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock } from '@atlas/shared/ports';
import { InvalidWechatData, isRawDataSigned, isWatermarkGood, openUserData } from '@atlas/shared/wechat';
import { nearestLocale, type WechatLogin } from '@atlas/shared/wire';
import { z } from 'zod';
import type { WechatApps } from './apps.ts';
import type { AskWechat } from './ask-wechat.ts';
import { nameOf } from './name-of.ts';
import { wechatPolicy } from './policy.ts';
import type { WechatPerson } from './wechat-person.ts';

/** Anything may be missing: since 2022 WeChat hands out one name and one picture for all. */
const Profile = z.looseObject({ nickName: z.string().optional(), language: z.string().max(35).optional() });
type Profile = z.output<typeof Profile>;

const invalidData = (cause?: unknown) => new AtlasError('invalid_wechat_data', {}, { cause });

const readProfile = ({ rawData, signature }: WechatLogin, sessionKey: string): Profile => {
  if (rawData === undefined) return {};
  if (!isRawDataSigned(rawData, signature ?? '', sessionKey)) throw invalidData();
  try {
    return Profile.parse(JSON.parse(rawData));
  } catch (cause) {
    throw invalidData(cause);
  }
};

type Deps = { clock: Clock; askWechat: AskWechat };

/**
 * Who WeChat gave a `wx.login` code to. What the mini program says beside it has to be of that person, of our app and new.
 * @throws AtlasError `invalid_wechat_code`, `invalid_wechat_data`, `wechat_user_blocked`, `rate_limited`, `unavailable`
 */
export const createProveLogin = ({ clock, askWechat }: Deps) => {
  const readSealed = (
    { encryptedData, iv }: WechatLogin,
    { appId, openid, sessionKey }: { appId: string; openid: string; sessionKey: string },
  ): { unionid: string | null } => {
    if (encryptedData === undefined) return { unionid: null };
    try {
      const data = openUserData({ encryptedData, iv: iv ?? '' }, sessionKey);
      const maxAgeSeconds = wechatPolicy.watermarkMaxAge;
      const isGood = isWatermarkGood(data.watermark, { appId, now: clock(), maxAgeSeconds });
      if (!isGood || (data.openId !== undefined && data.openId !== openid)) throw invalidData();
      return { unionid: data.unionId ?? null };
    } catch (error) {
      throw error instanceof InvalidWechatData ? invalidData(error) : error;
    }
  };

  return async (
    { miniProgram }: WechatApps,
    login: WechatLogin,
    traceparent: string,
  ): Promise<WechatPerson> => {
    const provedAt = clock();
    const { appId } = miniProgram;
    const session = await askWechat(traceparent, (scope) => miniProgram.code2Session(login.code, scope));
    const { openid, sessionKey } = session;
    const profile = readProfile(login, sessionKey);
    const { unionid } = readSealed(login, { appId, openid, sessionKey });
    const locale = nearestLocale(login.language || profile.language || 'zh');
    return {
      ...{ messenger: 'wechat', appScope: appId, subject: openid },
      unionId: session.unionid ?? unionid,
      ...{ sessionKey, provedAt, locale, isSnapshot: false },
      displayName: nameOf(profile.nickName, locale),
      fingerprint: hash('sha256', `wechat.login\0${appId}\0${login.code}`, 'buffer'),
    };
  };
};
export type ProveLogin = ReturnType<typeof createProveLogin>;
