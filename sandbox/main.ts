import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';
import { createTestClock } from '@atlas/shared/ports';
import { createLogger, listen, loadConfig, runUntilStopped } from '@atlas/shared/process';
import express from 'express';
import { SandboxEnvironment } from './config.ts';
import { createSandbox } from './create-sandbox.ts';

const start = async () => {
  const env = loadConfig(SandboxEnvironment, process.env);
  if (env.SANDBOX_STORAGE !== ':memory:') await mkdir(dirname(env.SANDBOX_STORAGE), { recursive: true });
  const sandbox = createSandbox({
    clock: createTestClock(),
    logger: createLogger({ process: 'sandbox', level: env.LOG_LEVEL }, process.stderr),
    storagePath: env.SANDBOX_STORAGE,
    publicUrl: env.PUBLIC_URL,
    webhookDelayMs: env.SANDBOX_WEBHOOK_DELAY_MS,
    floodLimits: env.SANDBOX_FLOOD_LIMITS === 'on',
  });
  const app = express().disable('x-powered-by').disable('etag');
  app.get('/', (_req, res) => res.redirect('/sandbox/'));
  app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  app.use('/sandbox', sandbox.router);
  const server = await listen(app, { port: env.PORT }).catch(async (error) => {
    await sandbox.stop();
    throw error;
  });
  const smtpUrl = await sandbox.smtp.listen(env.SANDBOX_SMTP_PORT).catch(async (error) => {
    await sandbox.stop();
    throw error;
  });
  // Standard output holds exactly what other processes take into their environment; logs go to standard error.
  process.stdout.write(`TELEGRAM_API_ROOT=${sandbox.telegram.apiRoot}
TELEGRAM_BOT_TOKEN=${sandbox.telegram.botToken}
TELEGRAM_BOT_USERNAME=${sandbox.telegram.botUsername}
WHATSAPP_API_ROOT=${sandbox.whatsapp.apiRoot}
WHATSAPP_ACCESS_TOKEN=${sandbox.whatsapp.accessToken}
WHATSAPP_PHONE_NUMBER_ID=${sandbox.whatsapp.phoneNumberId}
WHATSAPP_BUSINESS_ID=${sandbox.whatsapp.businessId}
WHATSAPP_BUSINESS_ACCOUNT_ID=${sandbox.whatsapp.businessAccountId}
WHATSAPP_APP_ID=${sandbox.whatsapp.appId}
WHATSAPP_APP_SECRET=${sandbox.whatsapp.appSecret}
WHATSAPP_VERIFY_TOKEN=${randomBytes(24).toString('base64url')}
WECHAT_API_ROOT=${sandbox.wechat.apiRoot}
WECHAT_APP_ID=${sandbox.wechat.appId}
WECHAT_APP_SECRET=${sandbox.wechat.appSecret}
WECHAT_ORIGINAL_ID=${sandbox.wechat.originalId}
WECHAT_TOKEN=${sandbox.wechat.token}
WECHAT_ENCODING_AES_KEY=${sandbox.wechat.encodingAesKey}
WECHAT_OFFICIAL_APP_ID=${sandbox.wechat.appId}
WECHAT_OFFICIAL_APP_SECRET=${sandbox.wechat.appSecret}
WECHAT_OPEN_ROOT=${sandbox.wechat.apiRoot}
SMS_API_ROOT=${sandbox.sms.apiRoot}
SMS_API_KEY=${sandbox.sms.apiKey}
SMS_SENDER=Atlas
SMTP_URL=${smtpUrl}
MAIL_FROM=no-reply@atlas.localhost
LEGACY_SHOP_URL=${sandbox.legacyShop.url}
LEGACY_SHOP_KEY=${sandbox.legacyShop.key}
`);
  process.stderr.write(`The desk is at ${env.PUBLIC_URL}/sandbox/\n`);
  return {
    stop: async () => {
      await sandbox.stop();
      await server.close();
    },
  };
};

await runUntilStopped(start);
