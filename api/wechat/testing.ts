import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { WechatConfig } from '@atlas/shared/wechat';
import { startApi } from '../testing/index.ts';

/** What a code is changed for, or WeChat's refusal, or what is no answer at all. */
type Answer = object | string | 'hang';

/**
 * WeChat's sign-in as a script: every code is changed for what was said of it, once. What the sandbox can't play is
 * played here: two apps of one owner, and every refusal.
 */
const startScript = async () => {
  const answers = new Map<string, Answer>();
  const used = new Set<string>();
  const answerTo = async (req: IncomingMessage): Promise<Answer> => {
    const { pathname, searchParams: query } = new URL(req.url ?? '', 'http://localhost');
    const body = (req.method === 'POST' ? await json(req) : {}) as Record<string, string>;
    // A token is its app's id: whoever calls with it is that app.
    if (pathname === '/cgi-bin/stable_token') return { access_token: body.appid, expires_in: 7200 };
    const code = query.get('js_code') ?? query.get('code') ?? body.code;
    const key = `${query.get('appid') ?? query.get('access_token')}.${code}`;
    const answer = answers.get(key);
    if (answer === undefined) return { errcode: 40029, errmsg: 'invalid code' };
    if (used.has(key)) return { errcode: 40163, errmsg: 'code been used' };
    used.add(key);
    return answer;
  };
  const server = createServer(async (req, res) => {
    const answer = await answerTo(req);
    if (answer === 'hang') return void req.socket.destroy();
    res.setHeader('Content-Type', 'text/plain');
    res.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    says: (appId: string, answer: Answer): string => {
      const code = randomBytes(16).toString('hex');
      answers.set(`${appId}.${code}`, answer);
      return code;
    },
    /** From now on every code is taken again, once. */
    forgetUse: () => used.clear(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export const wechatApp = { appId: 'wx0123456789abcdef', appSecret: 'secretOfTheMiniProgram0123456789' };
export const wechatAccount = { appId: 'wxfedcba9876543210', appSecret: 'secretOfTheOfficialAccount012345' };

/** The API with a mini program and an official account. */
export const startWechatApi = async ({
  config = {},
  ...options
}: { config?: Parameters<typeof startApi>[0] } & Parameters<typeof startApi>[1] = {}) => {
  const script = await startScript();
  const wechat: WechatConfig = {
    ...wechatApp,
    officialAccount: wechatAccount,
    ...{ token: 'token', encodingAesKey: 'A'.repeat(43), takesPlain: false },
    ...{ apiRoot: script.apiRoot, openRoot: 'https://open.weixin.qq.com' },
  };
  const api = await startApi(config, { wechat, ...options });
  const sessionKey = randomBytes(16).toString('base64');

  /** A code of `wx.login`. */
  const loginCode = (openid: string, more: object = {}): string =>
    script.says(wechatApp.appId, { openid, session_key: sessionKey, ...more });

  return {
    ...api,
    sessionKey,
    /** A code of `wx.login` that WeChat answers so. */
    answering: (answer: Answer) => script.says(wechatApp.appId, answer),
    loginCode,
    forgetUse: script.forgetUse,
    /** A code of `getPhoneNumber`. */
    phoneCode: (purePhoneNumber: string, watermark: object, countryCode: string | number = '86') =>
      script.says(wechatApp.appId, {
        ...{ errcode: 0, errmsg: 'ok' },
        phone_info: { phoneNumber: purePhoneNumber, purePhoneNumber, countryCode, watermark },
      }),
    /** A code of a page's sign-in. */
    pageCode: (openid: string, more: object = {}): string =>
      script.says(wechatAccount.appId, { openid, access_token: 'x', expires_in: 7200, ...more }),
    open: (body: object, call: Parameters<typeof api.post>[2] = {}) =>
      api.post('/v1/sessions/wechat', body, call),
    signed: (rawData: string) => ({
      rawData,
      signature: createHash('sha1').update(`${rawData}${sessionKey}`).digest('hex'),
    }),
    sealed: (data: object) => {
      const iv = randomBytes(16);
      const cipher = createCipheriv('aes-128-cbc', Buffer.from(sessionKey, 'base64'), iv);
      const bytes = Buffer.concat([cipher.update(JSON.stringify(data)), cipher.final()]);
      return { encryptedData: bytes.toString('base64'), iv: iv.toString('base64') };
    },
    [Symbol.asyncDispose]: async () => {
      await api[Symbol.asyncDispose]();
      await script.close();
    },
  };
};
export type WechatApi = Awaited<ReturnType<typeof startWechatApi>>;
