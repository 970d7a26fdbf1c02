import { databaseVariables, masterKeyVariables, processVariables, wholeNumber } from '@atlas/shared/process';
import { z } from 'zod';

const rate = wholeNumber(1, 1000);

const rootUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/$/, ''));

const contactVariables = z.object({
  SMS_PROVIDER: z
    .enum(['gateway', 'twilio'])
    .default('gateway')
    .describe('Whose contract the SMS provider speaks: the gateway of docs/sms-gateway.md, or Twilio.'),
  SMS_API_ROOT: rootUrl.describe("Root of the SMS provider's API, for instance `https://api.twilio.com`."),
  SMS_API_KEY: z
    .string()
    .min(8)
    .describe('Key of the SMS gateway, also of its receipts; for Twilio `<account sid>:<auth token>`.'),
  SMS_SENDER: z
    .string()
    .regex(
      /^(\+[1-9]\d{6,14}|MG[0-9a-f]{32}|\d{3,8}|[A-Za-z0-9 ]{3,11})$/,
      'is no number, short code or name',
    )
    .describe('What SMS come from: an E.164 number, a short code, a name, or a messaging service of Twilio.'),
  SMS_MESSAGES_PER_SECOND: rate.default(100).describe('How fast SMS may go out.'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .describe(
      'Mail server: `smtps://user:password@host`, or `smtp://…` with STARTTLS; in the clear on loopback only.',
    ),
  MAIL_FROM: z
    .string()
    .regex(
      /^([^<>\r\n]*<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/,
      'must be `Name <address>` or an address',
    )
    .describe('What e-mail comes from, for instance `Atlas <no-reply@example.com>`.'),
  EMAIL_MESSAGES_PER_SECOND: rate.default(100).describe('How fast e-mail may go out.'),
});

const checkTwilioKey = (
  { SMS_PROVIDER, SMS_API_KEY }: z.output<typeof contactVariables>,
  context: z.core.$RefinementCtx,
): void => {
  if (SMS_PROVIDER !== 'twilio' || /^AC[0-9a-f]{32}:.+$/.test(SMS_API_KEY)) return;
  context.addIssue({
    code: 'custom',
    path: ['SMS_API_KEY'],
    message: 'must be `AC…:<auth token>` for Twilio',
  });
};

/** How people are reached beside the messenger. The all-in-one asks for these, too. */
export const ContactVariables = contactVariables.superRefine(checkTwilioKey);
export type ContactVariables = z.output<typeof ContactVariables>;

const Own = z.object({
  ...processVariables(3002),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://localhost:3000')
    .describe('Origin that clients use; the mini app is under /miniapp/.'),
  ...databaseVariables,
  ...masterKeyVariables,
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
});

/** Environment of notify. Keys, units and defaults stand in docs/configuration.md, made from here. */
export const NotifyEnvironment = Own.extend(contactVariables.shape).superRefine(checkTwilioKey);
export type NotifyEnvironment = z.output<typeof NotifyEnvironment>;
