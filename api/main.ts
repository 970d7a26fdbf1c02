import { join } from 'node:path';
import process from 'node:process';
import { type Foundation, openSharedState, runProcess } from '@atlas/shared/engines';
import { createLogHint } from '@atlas/shared/event-bus';
import { createVault } from '@atlas/shared/sealing';
import { wechatConfigOf } from '@atlas/shared/wechat';
import express from 'express';
import {
  ApiEnvironment,
  createApi,
  createHttpLegacyShop,
  createTelegramBots,
  ensureClient,
  observeShopCalls,
  smsPolicyOf,
} from './index.ts';

const compose = async ({ env, clock, logger, metrics, database }: Foundation<ApiEnvironment>) => {
  if (env.BOTS_CLIENT_SECRET) {
    await ensureClient(
      { database, clock },
      {
        clientId: 'atlas-bots',
        name: 'Bots',
        secret: env.BOTS_CLIENT_SECRET,
        audiences: ['atlas-api'],
        scopes: ['identities:act', 'chats:act'],
      },
    );
  }
  const vault = createVault([Buffer.from(env.ATLAS_MASTER_KEY, 'base64')]);
  const state = openSharedState(env.REDIS_URL, { name: 'api', vault, clock, logger, metrics });
  const logHint = createLogHint({ database });
  const previous = env.TELEGRAM_BOT_TOKEN_PREVIOUS ? [env.TELEGRAM_BOT_TOKEN_PREVIOUS] : [];
  const api = await createApi({
    config: {
      publicUrl: env.PUBLIC_URL,
      gatewayUpstreams: env.GATEWAY_UPSTREAMS,
      initDataMaxAgeSeconds: env.INIT_DATA_MAX_AGE_SECONDS,
      rateLimitFactor: env.RATE_LIMIT_FACTOR,
      trustedProxyCidrs: env.TRUSTED_PROXY_CIDRS,
      miniappOrigins: env.MINIAPP_ORIGINS,
      miniappFrameAncestors: env.MINIAPP_FRAME_ANCESTORS,
      miniappDirectory: join(import.meta.dirname, '../miniapp/dist'),
      botLink: env.TELEGRAM_BOT_USERNAME ? `https://t.me/${env.TELEGRAM_BOT_USERNAME}` : '',
      whatsappLink: env.WHATSAPP_PHONE ? `https://wa.me/${env.WHATSAPP_PHONE}` : '',
      sms: smsPolicyOf(env),
      ...(env.AUDIT_HEADS_FILE ? { auditHeadsFile: env.AUDIT_HEADS_FILE } : {}),
    },
    bots: createTelegramBots([env.TELEGRAM_BOT_TOKEN, ...previous, ...env.TELEGRAM_MORE_BOT_TOKENS]),
    wechat: wechatConfigOf(env),
    database,
    vault,
    clock,
    sharedState: state.sharedState,
    logger,
    metrics,
    legacyShop:
      env.LEGACY_SHOP_URL && env.LEGACY_SHOP_KEY
        ? createHttpLegacyShop({
            url: env.LEGACY_SHOP_URL,
            key: env.LEGACY_SHOP_KEY,
            observe: observeShopCalls(metrics),
          })
        : null,
    wakeEventBus: logHint.give,
  });
  return {
    handler: express().disable('x-powered-by').disable('etag').use(api.router),
    healthChecks: [...api.healthChecks, ...state.healthChecks],
    stop: async () => {
      await api.stop();
      await logHint.settled();
      await state.close();
    },
  };
};

await runProcess({
  name: 'api',
  environment: ApiEnvironment,
  variables: process.env,
  migrations: join(import.meta.dirname, 'migrations'),
  compose,
});
