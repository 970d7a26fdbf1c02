import { databaseVariables, processVariables } from '@atlas/shared/process';
import { checkWechat, wechatVariables } from '@atlas/shared/wechat';
import { checkWhatsapp, whatsappVariables } from '@atlas/shared/whatsapp';
import { z } from 'zod';

const origin = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** Environment of the bots' own process. */
export const BotsEnvironment = z
  .object({
    ...processVariables(3001),
    PUBLIC_URL: origin
      .default('http://localhost:3000')
      .describe(
        'Origin that Telegram and people use. Only with https are updates delivered here; else they are fetched.',
      ),
    ...databaseVariables,
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
    ...whatsappVariables,
    ...wechatVariables,
  })
  .superRefine(checkWhatsapp)
  .superRefine(checkWechat);
export type BotsEnvironment = z.output<typeof BotsEnvironment>;
