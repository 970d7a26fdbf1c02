import process from 'node:process';
import { createApi, createTelegramBots } from '@atlas/api';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger, createMetrics, listen } from '@atlas/shared/process';
import { createMemoryReplayCache } from '@atlas/shared/replay-cache';
import { createVault } from '@atlas/shared/sealing';
import express from 'express';
import { benchBotToken } from '../bot.ts';

/** The API as it ships, on the database named; only the rate limits are out of the way. */
const url = process.argv[2] as string;
const database = createDatabase({ url, applicationName: 'bench-atlas' });
const app = express().disable('x-powered-by').disable('etag');
const server = await listen(app, { port: 0 });
const api = await createApi({
  config: {
    publicUrl: `http://127.0.0.1:${server.port}`,
    initDataMaxAgeSeconds: 3600,
    rateLimitFactor: 1e6,
    trustedProxyCidrs: [],
    miniappOrigins: [],
    miniappFrameAncestors: [],
    botLink: '',
  },
  bots: createTelegramBots([benchBotToken]),
  database,
  vault: createVault([Buffer.alloc(32, 1)]),
  clock: systemClock,
  replays: createMemoryReplayCache({ clock: systemClock }),
  logger: createLogger({ process: 'bench', level: 'info' }),
  metrics: createMetrics(),
  legacyShop: null,
  wakeEventBus: () => {},
});
app.use(api.router);
process.send?.({ port: server.port });
