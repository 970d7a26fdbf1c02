import { join } from 'node:path';
import process from 'node:process';
import { createEmbeddedEventBus } from '@atlas/shared/event-bus';
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
import { createVault } from '@atlas/shared/sealing';
import { createNotify, createTelegramChannel, NotifyEnvironment } from './index.ts';

const start = async () => {
  const env = loadConfig(NotifyEnvironment, process.env);
  const clock = systemClock;
  const logger = createLogger({ process: 'notify', level: env.LOG_LEVEL });
  const metrics = createMetrics();
  const database = createDatabase({ url: env.DATABASE_URL, applicationName: 'atlas-notify' });
  await migrate(database, { component: 'notify', directory: join(import.meta.dirname, 'migrations') });
  const vault = createVault([Buffer.from(env.ATLAS_MASTER_KEY, 'base64')]);
  const bus = createEmbeddedEventBus({ database, databaseUrl: env.DATABASE_URL, vault, clock, logger });
  const channels = [
    createTelegramChannel({ botToken: env.TELEGRAM_BOT_TOKEN, apiRoot: env.TELEGRAM_API_ROOT }),
  ];
  const miniappUrl = `${env.PUBLIC_URL.replace(/\/$/, '')}/miniapp/`;
  const notify = createNotify({
    database,
    vault,
    bus,
    clock,
    logger,
    metrics,
    channels,
    miniappUrl,
    messagesPerSecond: env.TELEGRAM_MESSAGES_PER_SECOND,
  });
  await notify.start();
  const health = createHealth(notify.healthChecks);
  const handlers: Readonly<Record<string, ReturnType<typeof createHealthHandlers>['/healthz']>> =
    createHealthHandlers({ health, metrics });
  const server = await listen(
    (req, res) => {
      const handle = handlers[req.url?.split('?')[0] ?? ''];
      if (handle) handle(req, res);
      else res.writeHead(404).end();
    },
    { port: env.PORT, host: env.HOST },
  );
  logger.info({ port: server.port }, 'ready');
  return {
    stop: async () => {
      health.beginStopping();
      await notify.stop();
      await bus.close();
      await server.close();
      await database.close();
    },
  };
};

await runUntilStopped(start);
