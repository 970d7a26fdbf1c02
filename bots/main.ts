import { join } from 'node:path';
import process from 'node:process';
import { runProcess } from '@atlas/shared/engines';
import { createMemoryState } from '@atlas/shared/memory-state';
import { wechatConfigOf } from '@atlas/shared/wechat';
import { whatsappConfigOf } from '@atlas/shared/whatsapp';
import express from 'express';
import { BotsEnvironment, createBots } from './index.ts';

await runProcess({
  name: 'bots',
  environment: BotsEnvironment,
  variables: process.env,
  migrations: join(import.meta.dirname, 'migrations'),
  compose: ({ env, clock, logger, metrics, database }) => {
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
        whatsapp: whatsappConfigOf(env),
        wechat: wechatConfigOf(env),
      },
      database,
      // WeChat gives all processes the same token.
      sharedState: createMemoryState({ clock }),
      clock,
      logger,
      metrics,
    });
    return {
      handler: express().disable('x-powered-by').disable('etag').use(bots.router),
      healthChecks: bots.healthChecks,
      start: () => bots.start(),
      stop: () => bots.stop(),
    };
  },
});
