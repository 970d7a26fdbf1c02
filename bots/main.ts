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
import express from 'express';
import { BotsEnvironment, createBots } from './index.ts';

const start = async () => {
  const env = loadConfig(BotsEnvironment, process.env);
  const logger = createLogger({ process: 'bots', level: env.LOG_LEVEL });
  const metrics = createMetrics();
  const database = createDatabase({ url: env.DATABASE_URL, applicationName: 'atlas-bots' });
  await migrate(database, { component: 'bots', directory: join(import.meta.dirname, 'migrations') });
  const bots = createBots({
    config: {
      botToken: env.TELEGRAM_BOT_TOKEN,
      apiRoot: env.TELEGRAM_API_ROOT,
      webhookSecret: env.TELEGRAM_WEBHOOK_SECRET,
      publicUrl: env.PUBLIC_URL.startsWith('https:') ? env.PUBLIC_URL : null,
      miniappUrl: `${env.PUBLIC_URL}/miniapp/`,
      apiUrl: env.API_URL,
      clientId: env.BOTS_CLIENT_ID,
      clientSecret: env.BOTS_CLIENT_SECRET,
    },
    database,
    clock: systemClock,
    logger,
    metrics,
  });
  const health = createHealth(bots.healthChecks);
  const app = express().disable('x-powered-by').disable('etag');
  for (const [path, handler] of Object.entries(createHealthHandlers({ health, metrics })))
    app.get(path, handler);
  app.use(bots.router);
  const server = await listen(app, { port: env.PORT, host: env.HOST });
  await bots.start();
  logger.info({ port: server.port }, 'ready');
  return {
    stop: async () => {
      health.beginStopping();
      await server.close();
      await bots.stop();
      await database.close();
    },
  };
};

await runUntilStopped(start);
