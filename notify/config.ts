import { z } from 'zod';

const port = z
  .string()
  .regex(/^\d+$/, 'must be a whole number')
  .transform(Number)
  .pipe(z.number().min(1).max(65_535));

/** Environment of notify. Keys, units and defaults stand in docs/configuration.md, made from here. */
export const NotifyEnvironment = z.object({
  PORT: port.default(3000).describe('Port of /healthz, /readyz and /metrics.'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://localhost:3000')
    .describe('Origin that clients use; the mini app is under /miniapp/.'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe('PostgreSQL.'),
  ATLAS_MASTER_KEY: z
    .base64()
    .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64')
    .describe('Opens the personal fields of events. `openssl rand -base64 32`.'),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d{1,20}:[A-Za-z0-9_-]{30,}$/, 'must look like 123456:ABC… as BotFather gives it')
    .describe('Token of the bot that writes to people.'),
  TELEGRAM_API_ROOT: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/$/, ''))
    .default('https://api.telegram.org')
    .describe('Root of the Bot API.'),
  TELEGRAM_MESSAGES_PER_SECOND: z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(1).max(1000))
    .default(30)
    .describe('How fast the bot may write: 30, or up to 1000 for a bot with paid broadcasts.'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least severe line that is written.'),
});
export type NotifyEnvironment = z.output<typeof NotifyEnvironment>;
