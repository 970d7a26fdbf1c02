import { ApiEnvironment, ApiVariables } from '@atlas/api';
import { ConfigurationError, loadConfig } from '@atlas/shared/process';
import { z } from 'zod';

/** What the all-in-one reads beside the environment of the API. Stands in docs/configuration.md, made from here. */
export const Switches = z.object({
  ATLAS_SANDBOX: z
    .enum(['on', 'off'])
    .default('on')
    .describe('The messenger on your desk; `off` uses the real messengers and needs their credentials.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('PostgreSQL of yours; without it an embedded one under .atlas/.'),
  ATLAS_MASTER_KEY: z.string().optional().describe('Made and kept under .atlas/ when absent.'),
  TELEGRAM_API_ROOT: z.url().default('https://api.telegram.org').describe('Bot API server.'),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,256}$/)
    .optional(),
});

/** What the parts need that only exists once they have started: addresses and made-up credentials. */
export type Discovered = {
  databaseUrl: string;
  masterKey: string;
  /** The sandbox's bot; undefined with `ATLAS_SANDBOX=off`. */
  sandboxBotToken?: string;
};

export type AllInOneConfig = {
  api: ApiEnvironment;
  telegramApiRoot: string;
  telegramWebhookSecret?: string;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** What must be known before anything starts. @throws ConfigurationError */
export const loadSwitches = (environment: Environment) => {
  const switches = loadConfig(Switches, environment);
  if (switches.ATLAS_SANDBOX === 'on' && environment.NODE_ENV === 'production') {
    throw new ConfigurationError(['ATLAS_SANDBOX: production refuses the sandbox; set it to off']);
  }
  const known = loadConfig(
    ApiVariables.pick({ PORT: true, HOST: true, LOG_LEVEL: true, PUBLIC_URL: true }).partial({
      PUBLIC_URL: true,
    }),
    environment,
  );
  const publicUrl = environment.PUBLIC_URL ? known.PUBLIC_URL : `http://localhost:${known.PORT}`;
  return { ...switches, ...known, PUBLIC_URL: publicUrl as string };
};
export type AllInOneSwitches = ReturnType<typeof loadSwitches>;

const previewToken = `1:${'x'.repeat(35)}`;
const previewKey = Buffer.alloc(32).toString('base64');

/** The API's environment with what was found out put in; faults are all reported at once, before anything runs. */
export const loadApiEnvironment = (
  environment: Environment,
  switches: AllInOneSwitches,
  found?: Discovered,
): ApiEnvironment => {
  const isSandbox = switches.ATLAS_SANDBOX === 'on';
  const { port } = new URL(switches.PUBLIC_URL);
  const deskOrigins = [`http://localhost:${switches.PORT}`, `http://127.0.0.1:${switches.PORT}`];
  return loadConfig(ApiEnvironment, {
    ...environment,
    PUBLIC_URL: switches.PUBLIC_URL,
    DATABASE_URL: found?.databaseUrl ?? environment.DATABASE_URL ?? 'postgres://localhost/atlas',
    ATLAS_MASTER_KEY: environment.ATLAS_MASTER_KEY ?? found?.masterKey ?? previewKey,
    ...(isSandbox
      ? {
          TELEGRAM_BOT_TOKEN: found?.sandboxBotToken ?? previewToken,
          MINIAPP_ORIGINS: environment.MINIAPP_ORIGINS ?? `http://*.localhost:${port || switches.PORT}`,
          MINIAPP_FRAME_ANCESTORS:
            environment.MINIAPP_FRAME_ANCESTORS ?? ["'self'", ...deskOrigins, switches.PUBLIC_URL].join(' '),
        }
      : {}),
  });
};
