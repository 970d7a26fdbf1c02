import {
  checkKafkaVariables,
  databaseVariables,
  KafkaVariables,
  masterKeyVariables,
  processVariables,
  wholeNumber,
} from '@atlas/shared/process';
import { checkWechat, wechatVariables } from '@atlas/shared/wechat';
import { checkWhatsapp, whatsappVariables } from '@atlas/shared/whatsapp';
import { z } from 'zod';
import { cardTemplatesVariable } from './card-templates.ts';

const rate = wholeNumber(1, 1000);

const rootUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/$/, ''));

const smsProvider = z.enum(['gateway', 'twilio']).default('gateway');
const smsKey = z.string().min(8);
const smsSender = z
  .string()
  .regex(/^(\+[1-9]\d{6,14}|MG[0-9a-f]{32}|\d{3,8}|[A-Za-z0-9 ]{3,11})$/, 'is no number, short code or name');
const smtpUrl = z.url({ protocol: /^smtps?$/ });

const contactVariables = z.object({
  SMS_PROVIDER: smsProvider.describe(
    'Whose contract the SMS provider speaks: the gateway of docs/sms-gateway.md, or Twilio.',
  ),
  SMS_API_ROOT: rootUrl.describe("Root of the SMS provider's API, for instance `https://api.twilio.com`."),
  SMS_API_KEY: smsKey.describe(
    'Key of the SMS gateway, also of its receipts; for Twilio `<account sid>:<auth token>`.',
  ),
  SMS_SENDER: smsSender.describe(
    'What SMS come from: an E.164 number, a short code, a name, or a messaging service of Twilio.',
  ),
  SMS_MESSAGES_PER_SECOND: rate.default(100).describe('How fast SMS may go out.'),
  SMS_FALLBACK_PROVIDER: smsProvider.describe('Whose contract a second SMS provider speaks.'),
  SMS_FALLBACK_API_ROOT: rootUrl
    .optional()
    .describe('Root of its API. It is asked where the first one is down.'),
  SMS_FALLBACK_API_KEY: smsKey.optional().describe('Its key, as SMS_API_KEY.'),
  SMS_FALLBACK_SENDER: smsSender.optional().describe('What its SMS come from; as SMS_SENDER where absent.'),
  SMTP_URL: smtpUrl.describe(
    'Mail server: `smtps://user:password@host`, or `smtp://…` with STARTTLS; in the clear on loopback only.',
  ),
  SMTP_FALLBACK_URL: smtpUrl.optional().describe('A second mail server, asked where the first one is down.'),
  MAIL_FROM: z
    .string()
    .regex(
      /^([^<>\r\n]*<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/,
      'must be `Name <address>` or an address',
    )
    .describe('What e-mail comes from, for instance `Atlas <no-reply@example.com>`.'),
  EMAIL_MESSAGES_PER_SECOND: rate.default(100).describe('How fast e-mail may go out.'),
});

const isTwilioKey = (key: string) => /^AC[0-9a-f]{32}:.+$/.test(key);

const checkSmsKeys = (variables: z.output<typeof contactVariables>, context: z.core.$RefinementCtx): void => {
  const refuse = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
  const { SMS_PROVIDER, SMS_API_KEY, SMS_FALLBACK_PROVIDER, SMS_FALLBACK_API_ROOT, SMS_FALLBACK_API_KEY } =
    variables;
  const noTwilioKey = 'must be `AC…:<auth token>` for Twilio';
  if (SMS_PROVIDER === 'twilio' && !isTwilioKey(SMS_API_KEY)) refuse('SMS_API_KEY', noTwilioKey);
  if (SMS_FALLBACK_API_KEY && !SMS_FALLBACK_API_ROOT)
    refuse('SMS_FALLBACK_API_ROOT', 'is needed with SMS_FALLBACK_API_KEY');
  if (SMS_FALLBACK_API_ROOT && !SMS_FALLBACK_API_KEY)
    refuse('SMS_FALLBACK_API_KEY', 'is needed with SMS_FALLBACK_API_ROOT');
  if (SMS_FALLBACK_PROVIDER === 'twilio' && SMS_FALLBACK_API_KEY && !isTwilioKey(SMS_FALLBACK_API_KEY))
    refuse('SMS_FALLBACK_API_KEY', noTwilioKey);
};

/** How people are reached beside the messenger. The all-in-one asks for these, too. */
export const ContactVariables = contactVariables.superRefine(checkSmsKeys);
export type ContactVariables = z.output<typeof ContactVariables>;

const Own = z.object({
  ...processVariables(3002),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://localhost:3000')
    .describe('Origin that clients use; the mini app is under /miniapp/.'),
  ...databaseVariables,
  ...masterKeyVariables,
  ...KafkaVariables.shape,
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d{1,20}:[A-Za-z0-9_-]{30,}$/, 'must look like 123456:ABC… as BotFather gives it')
    .describe('Token of the bot that writes to people.'),
  TELEGRAM_API_ROOT: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/$/, ''))
    .default('https://api.telegram.org')
    .describe('Root of the Bot API.'),
  TELEGRAM_MESSAGES_PER_SECOND: rate
    .default(30)
    .describe('How fast the bot may write: 30, or up to 1000 for a bot with paid broadcasts.'),
  ...whatsappVariables,
  ...wechatVariables,
  WECHAT_SUBSCRIBE_TEMPLATES: cardTemplatesVariable,
});

/** Environment of notify. Keys, units and defaults stand in docs/configuration.md, made from here. */
export const NotifyEnvironment = Own.extend(contactVariables.shape)
  .superRefine(checkSmsKeys)
  .superRefine(checkKafkaVariables)
  .superRefine(checkWhatsapp)
  .superRefine(checkWechat);
export type NotifyEnvironment = z.output<typeof NotifyEnvironment>;
