import { z } from 'zod';
import { Account } from './accounts.ts';
import { Messenger, Timestamp } from './common.ts';

/** What was proved in a session, as its tokens say it. [OpenID Connect Core `acr`] */
export const acr = {
  /** By nobody's: WeChat made up a user for somebody to look before they sign in. Opens nothing but looking. */
  snapshot: 'urn:atlas:acr:snapshot',
  /** By a messenger's proof alone. */
  messenger: 'urn:atlas:acr:messenger',
  /** And by a second factor. */
  mfa: 'urn:atlas:acr:mfa',
} as const;

/** `POST /v1/sessions/telegram[/{botId}]`. Raw init data, exactly as `Telegram.WebApp.initData` gave it. */
export const OpenTelegramSessionBody = z
  .strictObject({ initData: z.string().max(8192) })
  .meta({ id: 'OpenTelegramSessionBody' });

/** As the messenger or the browser names it: `zh_CN`, `en`. Written to the person in, where they are new. */
const language = z
  .string()
  .regex(/^[A-Za-z0-9_-]{2,35}$/)
  .optional();

/** `POST /v1/sessions/whatsapp`: what came in the fragment of the link from the chat. */
export const OpenLinkSessionBody = z
  .strictObject({ loginToken: z.string().regex(/^[A-Za-z0-9_-]{43}$/), language })
  .meta({ id: 'OpenLinkSessionBody' });

const wechatCode = z.string().regex(/^[\x21-\x7e]{1,256}$/);
const base64 = (most: number) => z.base64().min(1).max(most).optional();

/** What `wx.login` gave, and what else the mini program may say of its person: signed, or sealed with the session key. */
export const WechatLogin = z
  .strictObject({
    code: wechatCode,
    rawData: z.string().max(4096).optional(),
    signature: z.string().max(64).optional(),
    encryptedData: base64(8192),
    iv: base64(64),
    language,
  })
  .refine(
    ({ rawData, signature, encryptedData, iv }) =>
      (rawData === undefined) === (signature === undefined) &&
      (encryptedData === undefined) === (iv === undefined),
    'rawData goes with signature, and encryptedData with iv',
  )
  .meta({ id: 'WechatLogin' });
export type WechatLogin = z.output<typeof WechatLogin>;

/** What a page inside WeChat came back with. */
export const WechatPageLogin = z
  .strictObject({ oauthCode: wechatCode, state: z.string().regex(/^[0-9a-f]{32}$/), language })
  .meta({ id: 'WechatPageLogin' });
export type WechatPageLogin = z.output<typeof WechatPageLogin>;

/** `POST /v1/sessions/wechat`. */
export const OpenWechatSessionBody = z
  .union([WechatLogin, WechatPageLogin, OpenLinkSessionBody])
  .meta({ id: 'OpenWechatSessionBody' });

/** `POST /v1/account/phone`: the code of a tap on WeChat's own button, which is not that of `wx.login`. */
export const ProvePhoneBody = z.strictObject({ wechatCode }).meta({ id: 'ProvePhoneBody' });

/** Masked: `+86•••03`. */
export const ProvedPhone = z.object({ phone: z.string(), provedAt: Timestamp }).meta({ id: 'ProvedPhone' });
export type ProvedPhone = z.output<typeof ProvedPhone>;

/** `POST /v1/login-starts/wechat`. `snsapi_base` asks nobody anything; `snsapi_userinfo` tells the unionid, too. */
export const StartWechatPageBody = z
  .strictObject({ scope: z.enum(['snsapi_base', 'snsapi_userinfo']).default('snsapi_base') })
  .meta({ id: 'StartWechatPageBody' });
export type StartWechatPageBody = z.output<typeof StartWechatPageBody>;

/** Where to send the browser, which comes back to `/miniapp/` with `code` and `state`. */
export const StartedWechatPage = z
  .object({ authorizeUrl: z.url(), state: z.string(), expiresAt: Timestamp })
  .meta({ id: 'StartedWechatPage' });
export type StartedWechatPage = z.output<typeof StartedWechatPage>;

/** `POST /v1/login-starts`: what the person sends in the chat to go on. */
export const LoginStart = z
  .object({ startCode: z.string().regex(/^[0-9A-Z]{16}$/), expiresAt: Timestamp })
  .meta({ id: 'LoginStart' });
export type LoginStart = z.output<typeof LoginStart>;

export const RefreshSessionBody = z
  .strictObject({ refreshToken: z.string().max(256) })
  .meta({ id: 'RefreshSessionBody' });

export const Session = z
  .object({
    id: z.uuid(),
    messenger: Messenger,
    /** Words for the device, made from its user agent: "Telegram on Android". */
    device: z.string(),
    createdAt: Timestamp,
    lastSeenAt: Timestamp,
    expiresAt: Timestamp,
    current: z.boolean(),
  })
  .meta({ id: 'Session' });
export type Session = z.output<typeof Session>;

export const SessionList = z.object({ items: z.array(Session) }).meta({ id: 'SessionList' });
export type SessionList = z.output<typeof SessionList>;

/** 201 of every way to sign in, 200 of a refresh. `expiresIn` is in seconds, as in RFC 6749. */
export const OpenedSession = z
  .object({
    accessToken: z.string().meta({ description: 'Edge token: JWT, typ edge+jwt, aud atlas-edge.' }),
    refreshToken: z.string(),
    expiresIn: z.int(),
    tokenType: z.enum(['DPoP', 'Bearer']),
    account: Account,
    isNew: z.boolean(),
    isSnapshot: z.literal(true).optional().meta({
      description:
        'WeChat made this user up so that somebody may look; everything but looking is `snapshot_user`.',
    }),
    session: Session,
    confined: z.literal(true).optional().meta({
      description:
        'The messenger says that this identity may have changed hands: the session opens nothing but the proof of who it is. The name is not the account’s.',
    }),
  })
  .meta({ id: 'OpenedSession' });
export type OpenedSession = z.output<typeof OpenedSession>;

/** `DELETE /v1/sessions?except=current` keeps the caller's own. */
export const RevokeSessionsQuery = z.strictObject({ except: z.literal('current').optional() });
