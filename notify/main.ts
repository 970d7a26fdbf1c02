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
import express from 'express';
import {
  createEmailChannel,
  createNotify,
  createSms,
  createTelegramChannel,
  NotifyEnvironment,
} from './index.ts';

const start = async () => {
  const env = loadConfig(NotifyEnvironment, process.env);
  const clock = systemClock;
  const logger = createLogger({ process: 'notify', level: env.LOG_LEVEL });
  const metrics = createMetrics();
  const database = createDatabase({ url: env.DATABASE_URL, applicationName: 'atlas-notify' });
  await migrate(database, { component: 'notify', directory: join(import.meta.dirname, 'migrations') });
  const vault = createVault([Buffer.from(env.ATLAS_MASTER_KEY, 'base64')]);
  const bus = createEmbeddedEventBus({ database, databaseUrl: env.DATABASE_URL, vault, clock, logger });
  const publicUrl = env.PUBLIC_URL.replace(/\/$/, '');
  const sms = createSms({
    provider: env.SMS_PROVIDER,
    apiRoot: env.SMS_API_ROOT,
    apiKey: env.SMS_API_KEY,
    sender: env.SMS_SENDER,
    publicUrl,
    clock,
  });
  const notify = createNotify({
    database,
    vault,
    bus,
    clock,
    logger,
    metrics,
    channels: [
      createTelegramChannel({ botToken: env.TELEGRAM_BOT_TOKEN, apiRoot: env.TELEGRAM_API_ROOT }),
      sms.channel,
      createEmailChannel({ smtpUrl: env.SMTP_URL, from: env.MAIL_FROM }),
    ],
    miniappUrl: `${publicUrl}/miniapp/`,
    smsReceipts: { read: sms.readReceipt, publicUrl },
    messagesPerSecond: {
      telegram: env.TELEGRAM_MESSAGES_PER_SECOND,
      sms: env.SMS_MESSAGES_PER_SECOND,
      email: env.EMAIL_MESSAGES_PER_SECOND,
    },
  });
  await notify.start();
  const health = createHealth(notify.healthChecks);
  const app = express().disable('x-powered-by').disable('etag').set('query parser', 'simple');
  for (const [path, handler] of Object.entries(createHealthHandlers({ health, metrics })))
    app.get(path, handler);
  app.use(notify.router);
  const server = await listen(app, { port: env.PORT, host: env.HOST });
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
