import type { Clock, Database, SharedState } from '@atlas/shared/ports';
import type { HealthCheck, Logger, Metrics } from '@atlas/shared/process';
import type { WechatConfig } from '@atlas/shared/wechat';
import type { WhatsappConfig } from '@atlas/shared/whatsapp';
import { Router } from 'express';
import { createApiClient, createPersonApis, createServiceTokens } from './api-client/index.ts';
import { createAtRest } from './at-rest.ts';
import { createCallScope } from './call-scope.ts';
import { createConversations } from './conversations/index.ts';
import { createPerform } from './perform.ts';
import { createRepeat } from './repeat.ts';
import { createTalk } from './talk.ts';
import { createTelegramBot } from './telegram/index.ts';
import { createUpdateMeters } from './update-meters.ts';
import { createWechatBots } from './wechat/index.ts';
import { createWhatsappBot } from './whatsapp/index.ts';

export type BotsDeps = {
  config: {
    /** `123456:ABC…` */
    botToken: string;
    /** `https://api.telegram.org`, or whatever speaks like it. */
    apiRoot: string;
    /** What Telegram shows with every update; `[A-Za-z0-9_-]`, 16–256 characters. */
    webhookSecret: string;
    /** Origin where Telegram reaches `router`; null: updates are fetched by long polling. */
    publicUrl: string | null;
    miniappUrl: string;
    apiUrl: string;
    clientId: string;
    clientSecret: string;
    /** Null: no WhatsApp. */
    whatsapp: WhatsappConfig | null;
    /** Null: no WeChat. */
    wechat: WechatConfig | null;
  };
  database: Database;
  /** Where WeChat's access token is kept. */
  sharedState: Pick<SharedState, 'cache' | 'rateCounter'>;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
};

export type Bots = {
  /** `/webhooks/*`; leaves other paths to the caller. */
  router: Router;
  /** Resolves at once: registering with a messenger goes on in the background, and readiness tells how it went. */
  start(): Promise<void>;
  /** Takes nothing new and ends what is in hand; the router answers on and stores what comes. */
  stop(): Promise<void>;
  healthChecks: HealthCheck[];
};

/** Codes and passwords are hashed slowly, and the old shop is asked. */
const chatCallTimeoutMs = 8000;
const forgetEveryMs = 60_000;

/** The messenger bots. They hold no rule of the business: what a person asks for is done by the API. */
export const createBots = ({ config, database, clock, sharedState, logger, metrics }: BotsDeps): Bots => {
  const { apiUrl, clientId, clientSecret, whatsapp: whatsappConfig, wechat, ...telegramConfig } = config;
  const scope = createCallScope();
  const access = { apiUrl: apiUrl.replace(/\/+$/, ''), clientId, clientSecret, clock, scope };
  const api = createApiClient(access);
  const perform = createPerform({ api, logger });
  const meters = createUpdateMeters(metrics);
  const atRest = createAtRest(clientSecret);
  const conversations = createConversations({ database, clock, vault: atRest });
  const calls = { ...access, timeoutMs: chatCallTimeoutMs };
  const tokens = createServiceTokens({ ...calls, grantedScope: 'chats:act' });
  const talk = createTalk({
    conversations,
    personApis: createPersonApis({ ...calls, tokens }),
    clock,
    logger,
  });
  const forgetting = createRepeat({
    what: 'old conversations',
    everyMs: forgetEveryMs,
    work: () => conversations.forget(clock()),
    logger,
  });
  const shared = { perform, talk, atRest, scope, database, clock, logger, metrics, meters };
  const { publicUrl, miniappUrl } = config;
  const messengers = [
    createTelegramBot({ ...shared, config: telegramConfig }),
    ...(whatsappConfig
      ? [createWhatsappBot({ ...shared, config: { ...whatsappConfig, publicUrl, miniappUrl } })]
      : []),
    ...(wechat ? createWechatBots({ ...shared, sharedState, config: { ...wechat, miniappUrl } }) : []),
  ];
  const router = Router();
  for (const messenger of messengers) router.use(messenger.router);
  return {
    router,
    start: async () => {
      forgetting.start();
      await Promise.all(messengers.map((messenger) => messenger.start()));
    },
    stop: async () => {
      await Promise.all([forgetting.stop(), ...messengers.map((messenger) => messenger.stop())]);
    },
    healthChecks: [
      { name: 'postgres', check: () => database.ping() },
      ...messengers.flatMap((messenger) => messenger.healthChecks),
    ],
  };
};
