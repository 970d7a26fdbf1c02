import { createApi, createTelegramBots } from '@atlas/api';
import { createMemoryState } from '@atlas/shared/memory-state';
import type { Clock, Database, LegacyShop } from '@atlas/shared/ports';
import { createMetrics, type Logger, listen } from '@atlas/shared/process';
import type { Vault } from '@atlas/shared/sealing';
import express from 'express';
import { benchBotToken } from './bot.ts';

type Deps = {
  database: Database;
  vault: Vault;
  clock: Clock;
  logger: Logger;
  wakeEventBus?: () => void;
  /** The old shop (Default: none). */
  legacyShop?: LegacyShop | null;
};

/** The API as it ships, on a free port; only the rate limits are out of the way. What is more is put on `app` before `serve`. */
export const startBenchApi = async ({
  database,
  vault,
  clock,
  logger,
  wakeEventBus = () => {},
  legacyShop = null,
}: Deps) => {
  const app = express().disable('x-powered-by').disable('etag');
  const server = await listen(app, { port: 0 });
  const publicUrl = `http://127.0.0.1:${server.port}`;
  const metrics = createMetrics();
  const api = await createApi({
    config: {
      publicUrl,
      initDataMaxAgeSeconds: 3600,
      rateLimitFactor: 1e6,
      trustedProxyCidrs: [],
      miniappOrigins: [],
      miniappFrameAncestors: [],
      botLink: '',
      whatsappLink: '',
    },
    bots: createTelegramBots([benchBotToken]),
    wechat: null,
    database,
    vault,
    clock,
    sharedState: createMemoryState({ clock }),
    logger,
    metrics,
    legacyShop,
    wakeEventBus,
  });
  return { app, port: server.port, publicUrl, metrics, serve: () => app.use(api.router) };
};
