import { z } from 'zod';
import type { Clock, SharedState } from '../ports/index.ts';
import { createCallWechat, type WechatCall } from './call-wechat.ts';
import { createStableTokens } from './stable-tokens.ts';
import type { WechatApp } from './variables.ts';
import { isTokenRefusal } from './wechat-api-error.ts';

type Options = {
  /** `https://api.weixin.qq.com`, or whatever speaks like it; without a trailing slash. */
  apiRoot: string;
  /** The mini program or official account that acts. */
  app: WechatApp;
  clock: Clock;
  /** Where all processes of the app keep its access token. */
  sharedState: Pick<SharedState, 'cache' | 'rateCounter'>;
};

const id = z.string().min(1).max(128);
const Done = z.object({});
const Session = z.object({
  openid: id,
  /** 16 bytes as base64. It stays on the server. */
  session_key: z.string().min(1),
  unionid: id.optional(),
});
const OauthPerson = z.object({ openid: id, unionid: id.optional(), is_snapshotuser: z.int().default(0) });
const Phone = z.object({
  phone_info: z.object({
    purePhoneNumber: z.string().regex(/^\d{4,15}$/),
    // A number in the documentation's example and a string elsewhere.
    countryCode: z.union([z.string().regex(/^\d{1,4}$/), z.int().positive()]).transform(String),
    watermark: z.object({ appid: z.string(), timestamp: z.int() }),
  }),
});
const Uploaded = z.object({ media_id: z.string().min(1) });
const Sent = z.object({ msgid: z.union([z.string(), z.number()]).optional() });

/** `{touser, msgtype, [msgtype]: …}` of a customer-service message. */
export type CustomerMessage = { openid: string; content: { msgtype: string } & Record<string, unknown> };

export type SubscribeMessage = {
  openid: string;
  templateId: string;
  /** What stands in each field of the template. */
  data: Readonly<Record<string, { value: string }>>;
  /** Page of the mini program that a tap opens. */
  page?: string;
  state?: 'developer' | 'trial' | 'formal';
  lang?: string;
};

type MenuItem = { type: 'click'; name: string; key: string };
/** Buttons under a chat, some with more behind them. */
export type WechatMenu = readonly (MenuItem | { name: string; sub_button: readonly MenuItem[] })[];

export type WechatClient = ReturnType<typeof createWechatClient>;

/**
 * WeChat's API for one app, as far as Atlas needs it. A token that WeChat will not take any more is replaced once. Every
 * call may throw WechatApiError (a refusal: nothing was done), WechatAnswerError, or what `fetch` throws.
 */
export const createWechatClient = ({ apiRoot, app, clock, sharedState }: Options) => {
  const call = createCallWechat({ apiRoot });
  const tokens = createStableTokens({ app, call, clock, sharedState });
  const asApp = { appid: app.appId, secret: app.appSecret };

  const callWithToken = async <T extends z.ZodType>(
    schema: T,
    path: string,
    { query = {}, body }: { query?: Readonly<Record<string, string>>; body?: object },
    scope: WechatCall,
  ): Promise<z.output<T>> => {
    const callWith = (token: string) =>
      call(schema, { path, query: { access_token: token, ...query }, ...(body ? { body } : {}) }, scope);
    const token = await tokens.get(scope);
    try {
      return await callWith(token);
    } catch (error) {
      if (!isTokenRefusal(error)) throw error;
      return callWith(await tokens.replace(token, scope));
    }
  };

  return {
    appId: app.appId,
    /** Who `wx.login` gave the code to. Good once, for five minutes. [code2Session page] */
    code2Session: async (code: string, scope: WechatCall) => {
      const query = { ...asApp, js_code: code, grant_type: 'authorization_code' };
      const { openid, session_key, unionid } = await call(
        Session,
        { path: '/sns/jscode2session', query },
        scope,
      );
      return { openid, sessionKey: session_key, unionid: unionid ?? null };
    },
    /** Who came back from a page's redirect. A snapshot user is nobody: WeChat made them up for a look. */
    exchangeOauthCode: async (code: string, scope: WechatCall) => {
      const query = { ...asApp, code, grant_type: 'authorization_code' };
      const person = await call(OauthPerson, { path: '/sns/oauth2/access_token', query }, scope);
      const { openid, unionid, is_snapshotuser } = person;
      return { openid, unionid: unionid ?? null, isSnapshotUser: is_snapshotuser === 1 };
    },
    /** The number behind a code of `getPhoneNumber`, as E.164, with the app and the second it was shown for. */
    phoneNumber: async (code: string, scope: WechatCall) => {
      const { phone_info } = await callWithToken(
        Phone,
        '/wxa/business/getuserphonenumber',
        { body: { code } },
        scope,
      );
      const { purePhoneNumber, countryCode, watermark } = phone_info;
      return { phone: `+${countryCode}${purePhoneNumber}`, watermark };
    },
    /** Within 48 hours of what the person wrote. */
    sendCustomerMessage: async ({ openid, content }: CustomerMessage, scope: WechatCall): Promise<void> => {
      const body = { touser: openid, ...content };
      await callWithToken(Done, '/cgi-bin/message/custom/send', { body }, scope);
    },
    /** One message for one consent. Resolves with its id, where WeChat names one. */
    sendSubscribeMessage: async (
      { openid, templateId, data, page, state, lang }: SubscribeMessage,
      scope: WechatCall,
    ): Promise<string | null> => {
      const body = {
        ...{ touser: openid, template_id: templateId, data },
        ...{ page, miniprogram_state: state, lang },
      };
      const { msgid } = await callWithToken(Sent, '/cgi-bin/message/subscribe/send', { body }, scope);
      return msgid === undefined ? null : String(msgid);
    },
    /** Resolves with the media id, good for three days. */
    uploadImage: async (
      { name, mimeType, bytes }: { name: string; mimeType: string; bytes: Uint8Array },
      scope: WechatCall,
    ): Promise<string> => {
      const body = new FormData();
      body.set('media', new Blob([new Uint8Array(bytes)], { type: mimeType }), name);
      const uploaded = await callWithToken(
        Uploaded,
        '/cgi-bin/media/upload',
        { query: { type: 'image' }, body },
        scope,
      );
      return uploaded.media_id;
    },
    /** Sets the menu of an official account; another app is refused with 48001. [Custom menus] */
    createMenu: async (button: WechatMenu, scope: WechatCall): Promise<void> => {
      await callWithToken(Done, '/cgi-bin/menu/create', { body: { button } }, scope);
    },
    /** Resolves when the app's secret is good: there is a token. */
    check: async (scope: WechatCall): Promise<void> => {
      await tokens.get(scope);
    },
  };
};
