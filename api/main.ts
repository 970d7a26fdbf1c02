import { join } from 'node:path';
import process from 'node:process';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase, migrate } from '@atlas/shared/postgres';
import {
  createHealth,
  createHealthHandlers,
  createLogger,
  createMetrics,
  listen,
  loadConfig,
  runUntilStopped,
} from '@atlas/shared/process';
import { createMemoryReplayCache } from '@atlas/shared/replay-cache';
import { createVault } from '@atlas/shared/sealing';
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

const start = async () => {
  const env = loadConfig(ApiEnvironment, process.env);
  const logger = createLogger({ process: 'api', level: env.LOG_LEVEL });
  const metrics = createMetrics();
  const database = createDatabase({ url: env.DATABASE_URL, applicationName: 'atlas-api' });
  await migrate(database, { component: 'api', directory: join(import.meta.dirname, 'migrations') });
  if (env.BOTS_CLIENT_SECRET) {
    await ensureClient(
      { database, clock: systemClock },
      {
        clientId: 'atlas-bots',
        name: 'Bots',
        secret: env.BOTS_CLIENT_SECRET,
        audiences: ['atlas-api'],
        scopes: ['identities:act'],
      },
    );
  }
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
      sms: smsPolicyOf(env),
      ...(env.AUDIT_HEADS_FILE ? { auditHeadsFile: env.AUDIT_HEADS_FILE } : {}),
    },
    bots: createTelegramBots([env.TELEGRAM_BOT_TOKEN, ...previous, ...env.TELEGRAM_MORE_BOT_TOKENS]),
    database,
    vault: createVault([Buffer.from(env.ATLAS_MASTER_KEY, 'base64')]),
    clock: systemClock,
    replays: createMemoryReplayCache({ clock: systemClock }),
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
    wakeEventBus: () => {},
  });
  const health = createHealth(api.healthChecks);
  const handlers = createHealthHandlers({ health, metrics });
  const app = express().disable('x-powered-by').disable('etag');
  for (const [path, handler] of Object.entries(handlers)) app.get(path, handler);
  app.use(api.router);
  const server = await listen(app, { port: env.PORT, host: env.HOST });
  logger.info({ port: server.port }, 'ready');
  return {
    stop: async () => {
      health.beginStopping();
      await server.close();
      await api.stop();
      await database.close();
    },
  };
};

await runUntilStopped(start);
