import { join } from 'node:path';
import type { TestClock } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import { Router } from 'express';
import { createAuthenticator } from './authenticator/authenticator.ts';
import { createNewestCode } from './codes/newest-code.ts';
import { createChanges } from './control/changes.ts';
import { createEventStreams } from './control/event-stream.ts';
import { createControlGuard } from './control/guard.ts';
import { inboxControlRoutes } from './control/inbox-routes.ts';
import { createProblemHandler } from './control/problem.ts';
import { notFound } from './control/refusal.ts';
import { deskControlRoutes, jsonBody, telegramControlRoutes } from './control/routes.ts';
import { createTimeline } from './control/timeline.ts';
import { createEmailStore } from './email/email-store.ts';
import { createSmtpSink } from './email/smtp-sink.ts';
import { createFaults } from './faults/faults.ts';
import { createOldShop } from './legacy-shop/old-shop.ts';
import { pageFiles } from './page-files.ts';
import { createSmsProvider } from './sms/sms-provider.ts';
import { openStorage } from './storage/storage.ts';
import { createBotApi } from './telegram/bot-api.ts';
import { createDeeds } from './telegram/deeds.ts';
import { createWorld } from './telegram/world.ts';
import { createWechat } from './wechat/wechat.ts';
import { loadFlowKey } from './whatsapp/flows/flow-key.ts';
import { createWhatsapp } from './whatsapp/whatsapp.ts';
import type { InboxChange, NewWechatTemplate, WechatCallback, WechatTemplate } from './wire.ts';

export type Sandbox = {
  /** Mount at `/sandbox`. */
  router: Router;
  telegram: {
    botToken: string;
    botId: number;
    botUsername: string;
    /** What a Bot API client is given instead of `https://api.telegram.org`. */
    apiRoot: string;
    /** Trust it instead of Telegram's own key to verify init data by Ed25519. */
    initDataPublicKeyHex: string;
  };
  whatsapp: {
    /** What a client is given instead of `https://graph.facebook.com`; it adds version and path. */
    apiRoot: string;
    accessToken: string;
    phoneNumberId: string;
    /** The business portfolio: what user ids are relative to. */
    businessId: string;
    /** WhatsApp Business Account. */
    businessAccountId: string;
    /** Digits of the number that people write to. */
    phone: string;
    appId: string;
    appSecret: string;
    /** What a developer makes with `openssl genrsa 2048`: made up when it is first asked for, then the same. */
    makeFlowKey: () => string;
  };
  wechat: {
    /** What a client is given instead of `https://api.weixin.qq.com` and `https://open.weixin.qq.com`. */
    apiRoot: string;
    /** Of the mini program and the official account alike. */
    appId: string;
    appSecret: string;
    /** `gh_…`: whom callbacks are addressed to. */
    originalId: string;
    token: string;
    encodingAesKey: string;
    /** What is typed into the dashboard: the URL is asked for its echostr first. @throws when it does not say it */
    setCallback(callback: WechatCallback): Promise<void>;
    /** Picks a template of subscribe messages; the same words give the same template. */
    addTemplate(template: NewWechatTemplate): WechatTemplate;
  };
  legacyShop: {
    /** Where its contract's paths begin: what the API is given as LEGACY_SHOP_URL. */
    url: string;
    key: string;
  };
  sms: {
    /** Root of both APIs, the gateway's and Twilio's. */
    apiRoot: string;
    apiKey: string;
    /** `<account sid>:<auth token>`. */
    twilioKey: string;
  };
  smtp: {
    /** Listens on 127.0.0.1, on any free port for 0; resolves with what a mail client is given. */
    listen(port: number): Promise<string>;
  };
  /** Ends long polls, streams and deliveries, then closes the storage. */
  stop(): Promise<void>;
};

type Options = {
  clock: TestClock;
  logger: Logger;
  /** A file, or `:memory:`. */
  storagePath: string;
  /** Where browsers and clients reach the sandbox's process: `http://localhost:3000`. */
  publicUrl: string;
  /** Waits so long before each webhook call (Default: 0). */
  webhookDelayMs?: number;
  /** The messengers' limits on sending; switch off for load tests (Default: true). */
  floodLimits?: boolean;
  /** The built page (Default: `page/dist` beside this file). */
  pageDirectory?: string;
};

/** The messenger on your desk: local servers that a messenger's clients can't tell from the real ones. */
export const createSandbox = ({
  clock,
  logger,
  storagePath,
  publicUrl,
  webhookDelayMs = 0,
  floodLimits = true,
  pageDirectory = join(import.meta.dirname, 'page/dist'),
}: Options): Sandbox => {
  const storage = openStorage(storagePath);
  const faults = createFaults({ clock });
  const world = createWorld({ storage, clock, faults, logger, publicUrl });
  const botApi = createBotApi({ world, floodLimits, webhookDelayMs });
  const oldShop = createOldShop({ storage, faults, logger });
  const inboxChanges = createChanges<InboxChange>();
  const sms = createSmsProvider({ storage, faults, clock, logger, changes: inboxChanges });
  const emails = createEmailStore({ storage });
  const smtp = createSmtpSink({ store: emails, faults, clock, logger, changes: inboxChanges });
  const streams = createEventStreams();
  const timeline = createTimeline();
  const whatsapp = createWhatsapp({
    storage,
    faults,
    clock,
    logger,
    streams,
    publicUrl,
    rateLimits: floodLimits,
  });
  const wechat = createWechat({ storage, faults, clock, logger, streams, publicUrl });
  const telegramPicture = (id: string): Buffer | undefined => {
    const file = world.files.byUniqueId(id);
    return file && world.files.bytesOf(file);
  };
  const authenticator = createAuthenticator({
    storage,
    clock,
    pictureOf: (id) => telegramPicture(id) ?? whatsapp.pictureBytes(id) ?? wechat.pictureBytes(id),
  });
  const reset = () => {
    faults.clear();
    clock.reset();
    timeline.clear();
    storage.transaction(() => {
      world.updates.clear();
      world.people.reset();
      oldShop.reset();
      sms.store.reset();
      emails.reset();
      authenticator.reset();
      whatsapp.reset();
      wechat.reset();
    });
    world.publishState();
  };

  const control = Router()
    .use(createControlGuard(publicUrl), jsonBody)
    .use(telegramControlRoutes({ world, deeds: createDeeds(world), streams }))
    .use(whatsapp.controlRoutes)
    .use(wechat.controlRoutes)
    .use(oldShop.controlRoutes)
    .use(
      inboxControlRoutes({
        sms: sms.store,
        emails,
        authenticator,
        newestCode: createNewestCode({
          sms: sms.store,
          emails,
          world,
          whatsapp,
          wechat,
          changes: inboxChanges,
        }),
        changes: inboxChanges,
        streams,
      }),
    )
    .use(deskControlRoutes({ faults, timeline, streams, clock, reset }))
    .use(() => {
      throw notFound('thing here');
    })
    .use(createProblemHandler(logger));

  return {
    router: Router()
      .use('/telegram', (req, res) => botApi.handle(req, res))
      .use('/whatsapp', whatsapp.router)
      .use('/wechat', wechat.router)
      .use('/legacy-shop', oldShop.router)
      .use('/sms', sms.router)
      .use('/control', control)
      .use(pageFiles({ directory: pageDirectory, publicUrl })),
    telegram: {
      botToken: world.bot.token,
      botId: world.bot.id,
      botUsername: world.bot.username,
      apiRoot: `${publicUrl}/sandbox/telegram`,
      initDataPublicKeyHex: world.bot.publicKeyHex,
    },
    whatsapp: {
      apiRoot: whatsapp.apiRoot,
      accessToken: whatsapp.business.accessToken,
      phoneNumberId: whatsapp.business.phoneNumberId,
      businessId: whatsapp.business.portfolioId,
      businessAccountId: whatsapp.business.wabaId,
      phone: whatsapp.business.phone,
      appId: whatsapp.business.appId,
      appSecret: whatsapp.business.appSecret,
      makeFlowKey: () => loadFlowKey(storage),
    },
    wechat: {
      apiRoot: wechat.apiRoot,
      appId: wechat.account.appId,
      appSecret: wechat.account.appSecret,
      originalId: wechat.account.originalId,
      token: wechat.account.token,
      encodingAesKey: wechat.account.encodingAesKey,
      setCallback: wechat.setCallback,
      addTemplate: wechat.addTemplate,
    },
    legacyShop: { url: `${publicUrl}/sandbox/legacy-shop`, key: oldShop.key },
    sms: {
      apiRoot: `${publicUrl}/sandbox/sms`,
      apiKey: sms.credentials.gatewayKey,
      twilioKey: `${sms.credentials.twilioAccountSid}:${sms.credentials.twilioAuthToken}`,
    },
    smtp: { listen: async (port) => `smtp://127.0.0.1:${await smtp.listen(port)}` },
    stop: async () => {
      timeline.stop();
      oldShop.stop();
      streams.endAll();
      await Promise.all([botApi.stop(), whatsapp.stop(), wechat.stop(), sms.stop(), smtp.stop()]);
      storage.close();
    },
  };
};
