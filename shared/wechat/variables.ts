import { z } from 'zod';

const appId = z
  .string()
  .regex(/^wx[0-9a-f]{16}$/, 'must be wx and 16 digits of 0-9 a-f, as WeChat shows it')
  .optional();
const appSecret = z
  .string()
  .regex(/^[A-Za-z0-9]{32,64}$/, 'must be 32 letters and digits')
  .optional();
const token = z
  .string()
  .regex(/^[A-Za-z0-9]{3,32}$/, 'must be 3 to 32 letters and digits')
  .optional();
const encodingAesKey = z
  .string()
  .regex(/^[A-Za-z0-9]{43}$/, 'must be 43 letters and digits')
  .optional();
const root = z.url({ protocol: /^https?$/ });

/** One mini program of WeChat, and the official account beside it. All of a kind, or none: without them there is none. */
export const wechatVariables = {
  WECHAT_APP_ID: appId.describe('AppID of the mini program. Another one, and nobody is known any more.'),
  WECHAT_APP_SECRET: appSecret.describe('Its AppSecret.'),
  WECHAT_TOKEN: token.describe(
    'Token of its message push: pushes are signed with it. `openssl rand -hex 16`.',
  ),
  WECHAT_ENCODING_AES_KEY: encodingAesKey.describe(
    'EncodingAESKey of its message push: pushes are encrypted with it.',
  ),
  WECHAT_PUSH_MODE: z
    .enum(['safe', 'plain'])
    .default('safe')
    .describe('`plain` takes pushes that are not encrypted as well; nothing signs what stands in those.'),
  WECHAT_OFFICIAL_APP_ID: appId.describe(
    'AppID of the official account whose pages inside WeChat sign in too; without it there is no such sign-in.',
  ),
  WECHAT_OFFICIAL_APP_SECRET: appSecret.describe('Its AppSecret.'),
  WECHAT_OFFICIAL_TOKEN: token.describe(
    'Token of its server configuration, whose URL is `/webhooks/wechat/official`. With it and the next one its chat is answered, and its followers are written to.',
  ),
  WECHAT_OFFICIAL_ENCODING_AES_KEY: encodingAesKey.describe('EncodingAESKey of its server configuration.'),
  WECHAT_OFFICIAL_REPLIES: z
    .enum(['later', 'passive'])
    .default('later')
    .describe(
      'How its chat is answered: `later` by customer service messages, `passive` with the push itself where that is in time, for an account that has no right to those. `passive` needs one bots process.',
    ),
  WECHAT_API_ROOT: root.default('https://api.weixin.qq.com').describe('Where WeChat’s API answers.'),
  WECHAT_OPEN_ROOT: root
    .default('https://open.weixin.qq.com')
    .describe('Where pages inside WeChat send a browser to sign in.'),
};

export type WechatEnvironment = z.output<z.ZodObject<typeof wechatVariables>>;

const needed = ['WECHAT_APP_ID', 'WECHAT_APP_SECRET', 'WECHAT_TOKEN', 'WECHAT_ENCODING_AES_KEY'] as const;
const official = ['WECHAT_OFFICIAL_APP_ID', 'WECHAT_OFFICIAL_APP_SECRET'] as const;
const officialPush = ['WECHAT_OFFICIAL_TOKEN', 'WECHAT_OFFICIAL_ENCODING_AES_KEY'] as const;

/** A fault for each variable that is missing beside others. The official account needs the mini program, its chat both. */
export const checkWechat = (environment: WechatEnvironment, context: z.core.$RefinementCtx): void => {
  const isGiven = (key: keyof WechatEnvironment) => environment[key] !== undefined;
  const hasChat = officialPush.some(isGiven);
  const hasAccount = hasChat || official.some(isGiven);
  const expected = [...needed, ...(hasAccount ? official : []), ...(hasChat ? officialPush : [])];
  if (!expected.some(isGiven)) return;
  if (hasChat && environment.WECHAT_OFFICIAL_APP_ID === environment.WECHAT_APP_ID)
    context.addIssue({
      ...{ code: 'custom', path: ['WECHAT_OFFICIAL_TOKEN'] },
      message: 'is for an official account with an AppID of its own',
    });
  for (const key of expected.filter((key) => !isGiven(key)))
    context.addIssue({ code: 'custom', path: [key], message: 'is missing beside the rest of WeChat' });
};

/** An app of WeChat, as its API knows it. */
export type WechatApp = { appId: string; appSecret: string };

/** What an app's pushes are signed and encrypted with. */
export type WechatPush = {
  token: string;
  encodingAesKey: string;
  /** Answers go back with the push where they are ready in time (Default: false). */
  repliesPassively?: boolean;
};

/** What the variables say; null where WeChat is not set up. */
export const wechatConfigOf = (environment: WechatEnvironment) => {
  const [appId, appSecret, token, encodingAesKey] = needed.map((key) => environment[key]);
  if (!appId || !appSecret || !token || !encodingAesKey) return null;
  const [officialAppId, officialAppSecret] = official.map((key) => environment[key]);
  const [officialToken, officialKey] = officialPush.map((key) => environment[key]);
  const push: WechatPush | undefined =
    officialToken && officialKey
      ? {
          ...{ token: officialToken, encodingAesKey: officialKey },
          repliesPassively: environment.WECHAT_OFFICIAL_REPLIES === 'passive',
        }
      : undefined;
  /** With `push`, its chat is ours to answer; without, only its pages sign in. */
  const account: (WechatApp & { push?: WechatPush }) | null =
    officialAppId && officialAppSecret
      ? { appId: officialAppId, appSecret: officialAppSecret, ...(push ? { push } : {}) }
      : null;
  return {
    ...{ appId, appSecret, token, encodingAesKey },
    officialAccount: account,
    takesPlain: environment.WECHAT_PUSH_MODE === 'plain',
    apiRoot: environment.WECHAT_API_ROOT.replace(/\/+$/, ''),
    openRoot: environment.WECHAT_OPEN_ROOT.replace(/\/+$/, ''),
  };
};
export type WechatConfig = NonNullable<ReturnType<typeof wechatConfigOf>>;

/** An app with a chat that is ours to answer and to write into. */
export type WechatChat = WechatApp & WechatPush;

/** The mini program's customer service, and the official account's chat where it has pushes of its own. */
export const wechatChatsOf = ({
  appId,
  appSecret,
  token,
  encodingAesKey,
  officialAccount,
}: WechatConfig): { program: WechatChat; official: WechatChat | null } => {
  const program = { appId, appSecret, token, encodingAesKey };
  if (!officialAccount?.push) return { program, official: null };
  const { push, ...app } = officialAccount;
  return { program, official: { ...app, ...push } };
};
