import {
  databaseVariables,
  masterKeyVariables,
  processVariables,
  redisVariables,
  wholeNumber,
} from '@atlas/shared/process';
import { checkWechat, wechatVariables } from '@atlas/shared/wechat';
import { z } from 'zod';
import { defaultSmsPolicy, type SmsPolicy } from './codes/index.ts';

/** `a,b c` → `['a', 'b', 'c']`. */
const list = z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean));

/** `orders=http://10.0.0.7:4000,orders-legacy=http://…` → what stands behind each audience. */
const upstreams = list.transform((pairs, context) => {
  const entries = pairs.map((pair) => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)] as const);
  const isGood = ([name, url]: (typeof entries)[number]) =>
    /^[a-z][a-z0-9-]*$/.test(name) && /^https?:$/.test(URL.parse(url)?.protocol ?? '');
  if (!entries.every(isGood)) context.addIssue({ code: 'custom', message: 'must be name=http://… pairs' });
  return Object.fromEntries(entries.map(([name, url]) => [name, url.replace(/\/$/, '')]));
});

const botToken = z
  .string()
  .regex(/^\d{1,20}:[A-Za-z0-9_-]{30,}$/, 'must look like 123456:ABC… as BotFather gives it');

/** The API's variables one by one. Keys, units and defaults stand in docs/configuration.md, made from here. */
export const ApiVariables = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('`production` refuses what is only for a desk.'),
  ...processVariables(3000),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://localhost:3000')
    .describe('Origin that clients use; issuer of every token.'),
  ...databaseVariables,
  ...redisVariables,
  ...masterKeyVariables,
  TELEGRAM_BOT_TOKEN: botToken.describe('Token of the default bot.'),
  TELEGRAM_BOT_TOKEN_PREVIOUS: botToken.optional().describe('Its token before a rotation, for 24 h.'),
  TELEGRAM_MORE_BOT_TOKENS: list
    .pipe(z.array(botToken))
    .default([])
    .describe('Tokens of further bots, separated by commas.'),
  TELEGRAM_BOT_USERNAME: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{4,31}$/)
    .optional()
    .describe('Shown to people who open the mini app outside the messenger.'),
  WHATSAPP_PHONE: z
    .string()
    .regex(/^[1-9]\d{6,14}$/, 'must be digits, country code first')
    .optional()
    .describe('Number that people write to in WhatsApp: with it a plain browser offers to sign in so.'),
  BOTS_CLIENT_SECRET: z
    .string()
    .regex(/^[\x21-\x7e]{32,}$/, 'must be 32 or more visible ASCII characters')
    .optional()
    .describe('Secret of the client `atlas-bots`, made at start when given.'),
  INIT_DATA_MAX_AGE_SECONDS: wholeNumber(60, 86_400)
    .default(3600)
    .describe('Age at which init data stops signing in an unknown key.'),
  RATE_LIMIT_FACTOR: z.coerce
    .number()
    .positive()
    .default(1)
    .describe('Multiplies every rate limit; at most 10 in production.'),
  TRUSTED_PROXY_CIDRS: list
    .pipe(z.array(z.union([z.cidrv4(), z.cidrv6()])))
    .default([])
    .describe('Proxies whose `X-Forwarded-For` is believed.'),
  GATEWAY_UPSTREAMS: upstreams
    .default({})
    .describe(
      'Services behind `/gateway/{service}`, such as `orders=http://10.0.0.7:4000`, separated by commas.',
    ),
  MINIAPP_ORIGINS: list
    .default([])
    .describe('Further origins that may call the API from a browser; one `*` label only outside production.'),
  MINIAPP_FRAME_ANCESTORS: list
    .default(['https://web.telegram.org', 'https://*.telegram.org'])
    .describe('Who may frame /miniapp/.'),
  AUDIT_HEADS_FILE: z
    .string()
    .optional()
    .describe(
      'Signed heads of the audit chain are appended there: keep it where the database’s owner can’t write.',
    ),
  LEGACY_SHOP_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Old shop whose accounts can be linked; linking is off without it. [legacy-shop.md](legacy-shop.md)',
    ),
  LEGACY_SHOP_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{16,256}$/, 'must be 16 to 256 visible ASCII characters')
    .optional()
    .describe('What the old shop knows us by.'),
  ...wechatVariables,
  SMS_COUNTRIES: list
    .pipe(z.array(z.string().regex(/^[A-Z]{2}$/, 'must be ISO 3166 codes, like DE')))
    .default([...defaultSmsPolicy.countries])
    .describe(
      'Countries that codes are sent to by text message; elsewhere people use e-mail or an authenticator.',
    ),
  SMS_DAY_BUDGET_MINOR: wholeNumber(0, 1_000_000_000)
    .default(defaultSmsPolicy.dayBudgetMinor)
    .describe('What text messages may cost in a day (UTC), in cents. After that none is sent.'),
  SMS_PRICE_MINOR: wholeNumber(1, 1_000_000)
    .default(defaultSmsPolicy.priceMinor)
    .describe('What one text message costs, in cents.'),
});

const isThisMachine = (url: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(url).hostname);

type Variables = z.output<typeof ApiVariables>;
type Refuse = (path: keyof Variables, message: string) => void;

/** Passwords travel there. */
const checkLegacyShop = (
  { LEGACY_SHOP_URL: url, LEGACY_SHOP_KEY: key, NODE_ENV }: Variables,
  refuse: Refuse,
) => {
  if (!url) return;
  if (!key) refuse('LEGACY_SHOP_KEY', 'is required with LEGACY_SHOP_URL');
  const mayBePlain = NODE_ENV !== 'production' && isThisMachine(url);
  if (!url.startsWith('https:') && !mayBePlain) refuse('LEGACY_SHOP_URL', 'must be https');
};

/** Environment of the API: its variables, and what production refuses of them. */
export const ApiEnvironment = ApiVariables.superRefine((environment, context) => {
  const refuse: Refuse = (path, message) => context.addIssue({ code: 'custom', path: [path], message });
  checkLegacyShop(environment, refuse);
  checkWechat(environment, context);
  if (environment.NODE_ENV !== 'production') return;
  if (!environment.PUBLIC_URL.startsWith('https:')) refuse('PUBLIC_URL', 'must be https in production');
  if (environment.RATE_LIMIT_FACTOR > 10) refuse('RATE_LIMIT_FACTOR', 'may be 10 at the most in production');
  if (environment.MINIAPP_ORIGINS.some((origin) => origin.includes('*'))) {
    refuse('MINIAPP_ORIGINS', 'may hold no wildcard in production');
  }
});
export type ApiEnvironment = z.output<typeof ApiEnvironment>;

/** The text message policy, as the API takes it. */
export const smsPolicyOf = (env: z.output<typeof ApiVariables>): SmsPolicy => ({
  countries: env.SMS_COUNTRIES,
  dayBudgetMinor: env.SMS_DAY_BUDGET_MINOR,
  priceMinor: env.SMS_PRICE_MINOR,
});
