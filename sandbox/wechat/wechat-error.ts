import { randomInt } from 'node:crypto';

/** Codes of WeChat's API that the sandbox answers with, in WeChat's own words. [Global return codes] */
const words = {
  [-1]: 'system error',
  20001: 'invalid template',
  40001: 'invalid credential, access_token is invalid or not latest',
  40002: 'invalid grant_type',
  40003: 'invalid openid',
  40004: 'invalid media type',
  40005: 'invalid file type',
  40006: 'invalid meida size',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40013: 'invalid appid',
  40014: 'invalid access_token',
  40016: 'invalid button size',
  40029: 'invalid code',
  40030: 'invalid refresh_token',
  40037: 'invalid template_id',
  40066: 'invalid url',
  40097: 'invalid args',
  40125: 'invalid appsecret',
  40163: 'code been used',
  40226: 'code blocked',
  41001: 'access_token missing',
  41002: 'appid missing',
  41004: 'appsecret missing',
  41005: 'media data missing',
  41008: 'missing code',
  41030: 'invalid page',
  42001: 'access_token expired',
  43002: 'require POST method',
  43101: 'user refuse to accept the msg',
  44002: 'empty post data',
  44004: 'empty content',
  45002: 'content size out of limit',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit  must slower  retry next minute',
  45015: 'response out of time limit or subscription is canceled',
  45047: 'out of response count limit',
  46003: 'menu no exist',
  47001: 'data format error',
  47003: 'argument invalid!',
  48001: 'api unauthorized',
  48002: 'user block message',
  87007: 'session_key is not existed or expired',
  87008: 'invalid sig_method',
  87009: 'invalid signature',
} as const;

export type ErrorCode = keyof typeof words;

const hex = () => randomInt(0x1000_0000, 0xffff_ffff).toString(16);

/** A refusal of WeChat's API: HTTP 200, with the code in the body. */
export class WechatError extends Error {
  override name = 'WechatError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail?: string) {
    super(detail === undefined ? words[code] : `${words[code]} ${detail}`);
    this.code = code;
  }

  /** `rid` names the call to WeChat's support; it begins with the time. */
  toBody(nowMs: number) {
    const rid = `${Math.floor(nowMs / 1000).toString(16)}-${hex()}-${hex()}`;
    return { errcode: this.code, errmsg: `${this.message} rid: ${rid}` };
  }
}
