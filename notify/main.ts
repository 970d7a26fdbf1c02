import { join } from 'node:path';
import process from 'node:process';
import { type Foundation, openEventBus, runProcess } from '@atlas/shared/engines';
import { createMemoryState } from '@atlas/shared/memory-state';
import { createVault } from '@atlas/shared/sealing';
import { wechatConfigOf } from '@atlas/shared/wechat';
import { whatsappConfigOf } from '@atlas/shared/whatsapp';
import express from 'express';
import {
  createContactChannels,
  createIsWindowOpen,
  createNotify,
  createTelegramChannel,
  createWechatChannels,
  createWhatsappChannel,
  NotifyEnvironment,
} from './index.ts';

const compose = ({ env, clock, logger, metrics, database }: Foundation<NotifyEnvironment>) => {
  const vault = createVault([Buffer.from(env.ATLAS_MASTER_KEY, 'base64')]);
  const { bus, ...opened } = openEventBus({ env, database, vault, clock, logger, metrics });
  const publicUrl = env.PUBLIC_URL.replace(/\/$/, '');
  const contacts = createContactChannels({ variables: env, publicUrl, clock, logger });
  const whatsapp = whatsappConfigOf(env);
  const wechat = wechatConfigOf(env);
  const cardTemplates = env.WECHAT_SUBSCRIBE_TEMPLATES;
  const notify = createNotify({
    database,
    vault,
    bus,
    clock,
    logger,
    metrics,
    channels: [
      createTelegramChannel({ botToken: env.TELEGRAM_BOT_TOKEN, apiRoot: env.TELEGRAM_API_ROOT }),
      ...(whatsapp
        ? [
            createWhatsappChannel({
              ...whatsapp,
              isWindowOpen: createIsWindowOpen({ database, clock, businessId: whatsapp.businessId }),
            }),
          ]
        : []),
      ...(wechat
        ? createWechatChannels({
            ...{ ...wechat, cardTemplates, database, clock },
            sharedState: createMemoryState({ clock }),
          })
        : []),
      ...contacts.channels,
    ],
    miniappUrl: `${publicUrl}/miniapp/`,
    smsReceipts: { read: contacts.readReceipt, publicUrl },
    messagesPerSecond: {
      telegram: env.TELEGRAM_MESSAGES_PER_SECOND,
      whatsapp: 80,
      sms: env.SMS_MESSAGES_PER_SECOND,
      email: env.EMAIL_MESSAGES_PER_SECOND,
    },
  });
  return {
    handler: express()
      .disable('x-powered-by')
      .disable('etag')
      .set('query parser', 'simple')
      .use(notify.router),
    healthChecks: [...notify.healthChecks, ...opened.healthChecks],
    start: () => notify.start(),
    stop: async () => {
      await notify.stop();
      await opened.close();
    },
  };
};

await runProcess({
  name: 'notify',
  environment: NotifyEnvironment,
  variables: process.env,
  migrations: join(import.meta.dirname, 'migrations'),
  compose,
});
