import type { Locale } from '@atlas/shared/wire';

/** Who WeChat says is here, and by what. */
export type WechatPerson = {
  messenger: 'wechat';
  /** The app's id, which the openid is relative to. */
  appScope: string;
  /** The openid. */
  subject: string;
  unionId: string | null;
  /** Of the mini program; a page's sign-in has none. */
  sessionKey: string | null;
  /** Made up by WeChat so that somebody may look before they sign in. */
  isSnapshot: boolean;
  /** 32 bytes that name the code. */
  fingerprint: Buffer;
  provedAt: Date;
  displayName: string;
  locale: Locale;
};
