import { z } from 'zod';

const port = z
  .string()
  .regex(/^\d+$/, 'must be a whole number')
  .transform(Number)
  .pipe(z.number().min(0).max(65_535));
const origin = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** Environment of the bots' own process. */
export const BotsEnvironment = z.object({
  PORT: port.default(3001).describe('Port to listen on; 0 takes a free one.'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
  PUBLIC_URL: origin
    .default('http://localhost:3000')
    .describe(
      'Origin that Telegram and people use. Only with https are updates delivered here; else they are fetched.',
    ),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe('PostgreSQL.'),
  API_URL: origin.default('http://127.0.0.1:3000').describe('Where the API answers, from inside.'),
  BOTS_CLIENT_ID: z.string().min(1).default('atlas-bots').describe('Client id at the API.'),
  BOTS_CLIENT_SECRET: z
    .string()
    .regex(/^[ -~]{32,}$/, 'must be 32 or more printable ASCII characters')
    .describe('Its secret.'),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d{1,20}:[A-Za-z0-9_-]{30,}$/, 'must look like 123456:ABC… as BotFather gives it')
    .describe('Token of the bot.'),
  TELEGRAM_API_ROOT: origin.default('https://api.telegram.org').describe('Where the Bot API answers.'),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,256}$/, 'must be 16 to 256 of A-Z a-z 0-9 _ -')
    .describe('What Telegram shows with every update. `openssl rand -hex 32`.'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least severe line that is written.'),
});
export type BotsEnvironment = z.output<typeof BotsEnvironment>;
