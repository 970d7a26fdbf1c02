import { join } from 'node:path';
import { createAnalytics } from '@atlas/analytics';
import {
  type ApiEnvironment,
  createApi,
  createHttpLegacyShop,
  createTelegramBots,
  ensureClient,
  observeShopCalls,
  smsPolicyOf,
} from '@atlas/api';
import { createBots } from '@atlas/bots';
import { createGamification } from '@atlas/gamification';
import {
  type ContactVariables,
  createContactChannels,
  createIsWindowOpen,
  createNotify,
  createTelegramChannel,
  createWechatChannels,
  createWhatsappChannel,
  type WechatNotifyOptions,
} from '@atlas/notify';
import type { Clock, EventBus, SharedState } from '@atlas/shared/ports';
import type { Metrics } from '@atlas/shared/process';
import type { Vault } from '@atlas/shared/sealing';
import type { WechatConfig } from '@atlas/shared/wechat';
import type { WhatsappConfig } from '@atlas/shared/whatsapp';
import type { z } from 'zod';
import type { Switches } from './config.ts';
import type { Foundation } from './foundation.ts';

type Deps = {
  foundation: Foundation;
  switches: Switches;
  env: z.output<typeof ApiEnvironment>;
  vault: Vault;
  clock: Clock;
  metrics: Metrics;
  sharedState: SharedState;
};

const botsClientId = 'atlas-bots';

/** The API, as `npm run api` makes it too. */
export const buildApi = (
  { foundation: { database, logger }, switches, env, vault, clock, metrics, sharedState }: Deps,
  {
    gatewayUpstreams,
    wakeEventBus,
    wechat,
  }: { gatewayUpstreams: Record<string, string>; wakeEventBus: () => void; wechat: WechatConfig | null },
) => {
  const isSandbox = switches.ATLAS_SANDBOX === 'on';
  const previous = env.TELEGRAM_BOT_TOKEN_PREVIOUS ? [env.TELEGRAM_BOT_TOKEN_PREVIOUS] : [];
  const botLink = env.TELEGRAM_BOT_USERNAME ? `https://t.me/${env.TELEGRAM_BOT_USERNAME}` : '';
  const whatsappRoot = isSandbox ? `${switches.PUBLIC_URL}/sandbox/wa.me` : 'https://wa.me';
  return createApi({
    config: {
      publicUrl: switches.PUBLIC_URL,
      gatewayUpstreams,
      initDataMaxAgeSeconds: env.INIT_DATA_MAX_AGE_SECONDS,
      rateLimitFactor: env.RATE_LIMIT_FACTOR,
      sms: smsPolicyOf(env),
      trustedProxyCidrs: env.TRUSTED_PROXY_CIDRS,
      miniappOrigins: env.MINIAPP_ORIGINS,
      miniappFrameAncestors: env.MINIAPP_FRAME_ANCESTORS,
      miniappDirectory: join(import.meta.dirname, '../miniapp/dist'),
      whatsappLink: env.WHATSAPP_PHONE ? `${whatsappRoot}/${env.WHATSAPP_PHONE}` : '',
      botLink: isSandbox ? `${switches.PUBLIC_URL}/sandbox/` : botLink,
      ...(env.AUDIT_HEADS_FILE ? { auditHeadsFile: env.AUDIT_HEADS_FILE } : {}),
    },
    bots: createTelegramBots([env.TELEGRAM_BOT_TOKEN, ...previous, ...env.TELEGRAM_MORE_BOT_TOKENS]),
    wechat,
    database,
    vault,
    clock,
    sharedState,
    logger: logger.child({ part: 'api' }),
    metrics,
    legacyShop:
      env.LEGACY_SHOP_URL && env.LEGACY_SHOP_KEY
        ? createHttpLegacyShop({
            url: env.LEGACY_SHOP_URL,
            key: env.LEGACY_SHOP_KEY,
            observe: observeShopCalls(metrics),
          })
        : null,
    wakeEventBus,
  });
};

/** Notifications by Telegram, SMS and e-mail. */
export const buildNotify = (
  { foundation: { database, logger }, switches, env, vault, clock, metrics, sharedState }: Deps,
  {
    bus,
    contacts,
    telegramApiRoot,
    whatsapp,
    wechat,
  }: {
    bus: EventBus;
    contacts: z.output<typeof ContactVariables>;
    telegramApiRoot: string;
    whatsapp: WhatsappConfig | null;
    wechat: (WechatConfig & Pick<WechatNotifyOptions, 'cardTemplates'>) | null;
  },
) => {
  const publicUrl = switches.PUBLIC_URL;
  const { channels, readReceipt } = createContactChannels({
    variables: contacts,
    publicUrl,
    clock,
    logger: logger.child({ part: 'notify' }),
  });
  return createNotify({
    database,
    vault,
    bus,
    clock,
    logger: logger.child({ part: 'notify' }),
    metrics,
    channels: [
      createTelegramChannel({ botToken: env.TELEGRAM_BOT_TOKEN, apiRoot: telegramApiRoot }),
      ...(whatsapp
        ? [
            createWhatsappChannel({
              ...whatsapp,
              isWindowOpen: createIsWindowOpen({ database, clock, businessId: whatsapp.businessId }),
            }),
          ]
        : []),
      ...(wechat ? createWechatChannels({ ...wechat, database, clock, sharedState }) : []),
      ...channels,
    ],
    miniappUrl: `${publicUrl}/miniapp/`,
    smsReceipts: { read: readReceipt, publicUrl },
    messagesPerSecond: {
      whatsapp: 80,
      sms: contacts.SMS_MESSAGES_PER_SECOND,
      email: contacts.EMAIL_MESSAGES_PER_SECOND,
    },
  });
};

/** Who listens to what happened and answers nobody: figures and achievements. */
export const buildListeners = (
  { foundation: { database, logger }, vault, clock, metrics }: Deps,
  { bus }: { bus: EventBus },
) => {
  const common = { database, bus, clock, metrics };
  return [
    createAnalytics({ ...common, logger: logger.child({ part: 'analytics' }) }),
    createGamification({ ...common, vault, logger: logger.child({ part: 'gamification' }) }),
  ];
};

/** The bots, which call the API as a client of its own. */
export const buildBots = async (
  { foundation: { database, logger, port }, switches, env, vault, clock, metrics, sharedState }: Deps,
  {
    telegramApiRoot,
    whatsapp,
    wechat,
  }: { telegramApiRoot: string; whatsapp: WhatsappConfig | null; wechat: WechatConfig | null },
) => {
  const { ATLAS_SANDBOX, PUBLIC_URL: publicUrl, TELEGRAM_WEBHOOK_SECRET } = switches;
  const clientSecret =
    env.BOTS_CLIENT_SECRET ?? vault.deriveKey(`client-secret.${botsClientId}`).toString('base64url');
  await ensureClient(
    { database, clock },
    {
      clientId: botsClientId,
      name: 'Bots',
      secret: clientSecret,
      audiences: ['atlas-api'],
      scopes: ['identities:act', 'chats:act'],
    },
  );
  return createBots({
    config: {
      botToken: env.TELEGRAM_BOT_TOKEN,
      apiRoot: telegramApiRoot,
      webhookSecret:
        TELEGRAM_WEBHOOK_SECRET ?? vault.deriveKey('telegram-webhook-secret').toString('base64url'),
      publicUrl: ATLAS_SANDBOX === 'on' || publicUrl.startsWith('https:') ? publicUrl : null,
      miniappUrl: `${publicUrl}/miniapp/`,
      apiUrl: `http://127.0.0.1:${port}`,
      clientId: botsClientId,
      clientSecret,
      whatsapp,
      wechat,
    },
    database,
    sharedState,
    clock,
    logger: logger.child({ part: 'bots' }),
    metrics,
  });
};
