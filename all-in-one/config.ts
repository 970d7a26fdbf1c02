import { ApiEnvironment } from '@atlas/api';
import { ContactVariables, cardTemplatesVariable, type WechatNotifyOptions } from '@atlas/notify';
import {
  ConfigurationError,
  checkKafkaVariables,
  databaseVariables,
  KafkaVariables,
  loadConfig,
  redisVariables,
} from '@atlas/shared/process';
import { checkWechat, type WechatConfig, wechatVariables } from '@atlas/shared/wechat';
import { checkWhatsapp, whatsappVariables } from '@atlas/shared/whatsapp';
import { z } from 'zod';

/** What the all-in-one adds to the API's variables. */
export const AllInOneVariables = z
  .object({
    ATLAS_SANDBOX: z
      .enum(['on', 'off'])
      .default('on')
      .describe('The messenger on your desk; `off` uses the real messengers and needs their credentials.'),
    DATABASE_URL: z
      .url({ protocol: /^postgres(ql)?$/ })
      .optional()
      .describe('PostgreSQL of yours; without it an embedded one under .atlas/.'),
    SANDBOX_SMTP_PORT: z
      .string()
      .regex(/^\d+$/, 'must be a whole number')
      .transform(Number)
      .pipe(z.number().max(65_535))
      .default(0)
      .describe("Port of the sandbox's mail server, on 127.0.0.1; 0 takes any that is free."),
    TELEGRAM_API_ROOT: z.url().default('https://api.telegram.org').describe('Bot API server.'),
    TELEGRAM_WEBHOOK_SECRET: z
      .string()
      .regex(/^[A-Za-z0-9_-]{16,256}$/)
      .optional()
      .describe('Sent by Telegram with every update; derived from the master key when absent.'),
    ...whatsappVariables,
    ...wechatVariables,
    WECHAT_SUBSCRIBE_TEMPLATES: cardTemplatesVariable,
  })
  .superRefine(checkWhatsapp)
  .superRefine(checkWechat);

/** What `--services` asks for: engines of one's own in place of what is inside. */
const ServicesVariables = z
  .object({
    ...databaseVariables,
    REDIS_URL: redisVariables.REDIS_URL.unwrap(),
    ...KafkaVariables.shape,
    KAFKA_BROKERS: KafkaVariables.shape.KAFKA_BROKERS.unwrap(),
  })
  .superRefine(checkKafkaVariables);
export type Services = z.output<typeof ServicesVariables>;

export type Environment = Readonly<Record<string, string | undefined>>;

/** What exists only once the parts have started: addresses and made-up credentials. */
export type Discovered = {
  databaseUrl: string;
  masterKey: string;
  /** The sandbox's bot; absent with `ATLAS_SANDBOX=off`. */
  botToken?: string;
  telegramApiRoot?: string;
  /** The sandbox's old shop. */
  legacyShop?: { url: string; key: string };
  /** The sandbox's business number. */
  whatsapp?: {
    apiRoot: string;
    accessToken: string;
    phoneNumberId: string;
    businessId: string;
    appSecret: string;
    accountId: string;
    flowPrivateKey: string;
    /** Digits of the number that people write to. */
    phone: string;
  };
  /** The sandbox's mini program and official account. */
  wechat?: WechatConfig;
  /** Its subscribe messages. */
  cardTemplates?: WechatNotifyOptions['cardTemplates'];
  /** The sandbox's SMS gateway and mail server. */
  contacts?: { smsApiRoot: string; smsApiKey: string; smtpUrl: string };
};

/** Stands in while the environment is checked before anything has started. */
const notYet: Discovered = {
  databaseUrl: 'postgres://localhost/atlas',
  masterKey: Buffer.alloc(32).toString('base64'),
  botToken: `1:${'x'.repeat(35)}`,
  contacts: { smsApiRoot: 'http://localhost/sms', smsApiKey: 'x'.repeat(8), smtpUrl: 'smtp://localhost' },
};

const withDefaults = (environment: Environment, found: Discovered): Environment => {
  const port = environment.PORT || '3000';
  const publicUrl = environment.PUBLIC_URL || `http://localhost:${port}`;
  const isSandbox = environment.ATLAS_SANDBOX !== 'off';
  return {
    ...environment,
    PUBLIC_URL: publicUrl,
    DATABASE_URL: environment.DATABASE_URL || found.databaseUrl,
    ATLAS_MASTER_KEY: environment.ATLAS_MASTER_KEY || found.masterKey,
    ...(isSandbox
      ? {
          TELEGRAM_BOT_TOKEN: found.botToken,
          WHATSAPP_PHONE: environment.WHATSAPP_PHONE || found.whatsapp?.phone,
          // Either is of use with the other only.
          ...(environment.LEGACY_SHOP_URL
            ? {}
            : { LEGACY_SHOP_URL: found.legacyShop?.url, LEGACY_SHOP_KEY: found.legacyShop?.key }),
          // A provider of one's own is used whole: its address, its key, its name.
          ...(environment.SMS_API_ROOT
            ? {}
            : {
                SMS_PROVIDER: 'gateway',
                SMS_API_ROOT: found.contacts?.smsApiRoot,
                SMS_API_KEY: found.contacts?.smsApiKey,
                SMS_SENDER: environment.SMS_SENDER || 'Atlas',
              }),
          SMTP_URL: environment.SMTP_URL || found.contacts?.smtpUrl,
          MAIL_FROM: environment.MAIL_FROM || 'Atlas <no-reply@atlas.localhost>',
          MINIAPP_ORIGINS: environment.MINIAPP_ORIGINS || `http://*.localhost:${port}`,
          MINIAPP_FRAME_ANCESTORS:
            environment.MINIAPP_FRAME_ANCESTORS ||
            ["'self'", `http://localhost:${port}`, `http://127.0.0.1:${port}`, publicUrl].join(' '),
        }
      : {}),
  };
};

const faultsOf = (load: () => unknown): readonly string[] => {
  try {
    load();
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
};

/**
 * Checks the whole environment before anything starts, and says every fault at once.
 *
 * @param onServices runs on engines of one's own, which the environment has to name.
 * @returns the switches, the engines, and the environments of API and contacts once what was discovered can be put in.
 * @throws ConfigurationError
 */
export const loadAllInOne = (environment: Environment, { onServices = false } = {}) => {
  const loadServices = () => (onServices ? loadConfig(ServicesVariables, environment) : null);
  const loadSwitches = () => loadConfig(AllInOneVariables, environment);
  const loadApi = (found: Discovered) => loadConfig(ApiEnvironment, withDefaults(environment, found));
  const loadContacts = (found: Discovered) => loadConfig(ContactVariables, withDefaults(environment, found));
  const isDeskInProduction = environment.NODE_ENV === 'production' && environment.ATLAS_SANDBOX !== 'off';
  const servicesFaults = faultsOf(loadServices);
  const faults = [
    ...(isDeskInProduction ? ['ATLAS_SANDBOX: production refuses the sandbox; set it to off'] : []),
    ...servicesFaults.map((fault) => `${fault} (with --services; npm run services prints its addresses)`),
    ...faultsOf(loadSwitches),
    ...faultsOf(() => loadApi(notYet)),
    ...faultsOf(() => loadContacts(notYet)),
  ];
  if (faults.length > 0) throw new ConfigurationError([...new Set(faults)]);
  const { PORT, HOST, LOG_LEVEL, PUBLIC_URL } = loadApi(notYet);
  const switches = { ...loadSwitches(), PORT, HOST, LOG_LEVEL, PUBLIC_URL: PUBLIC_URL.replace(/\/$/, '') };
  return { switches, services: loadServices(), loadApi, loadContacts };
};

/** What the all-in-one itself looks at. */
export type Switches = ReturnType<typeof loadAllInOne>['switches'];
