import type { Channel, Clock, Database, EventBus } from '@atlas/shared/ports';
import type { HealthCheck, Logger, Metrics } from '@atlas/shared/process';
import { createCommandOpener, ensureCommandKey, type Vault } from '@atlas/shared/sealing';
import { Router } from 'express';
import { createBroadcastTemplates, createRunBroadcasts, selectTexts } from './broadcast/index.ts';
import { code } from './codes/index.ts';
import {
  createHandleEvents,
  createNewDelivery,
  createObeyCommands,
  createQueueNotices,
  createWriteNotices,
  deleteRemovedChats,
  type LaneOf,
  project,
  trimInbox,
  trimTextCounts,
} from './consumer/index.ts';
import {
  createContactAddress,
  createOpenContacts,
  createProjectContacts,
  deleteRemovedContacts,
} from './contacts/index.ts';
import { trimDecisions } from './decisions/index.ts';
import { createFoldDigests, digest } from './digest/index.ts';
import {
  contactRate,
  createDispatcher,
  createDispatcherMetrics,
  type Rate,
  telegramRate,
} from './dispatcher/index.ts';
import { createKeepEarly, createTakeUpEarly, forgetEarlyOf } from './early-events/index.ts';
import { createGoOn } from './fallback/index.ts';
import { createReconsiderWaiting } from './quiet-hours/index.ts';
import { reasons } from './reasons.ts';
import { type ReadReceipt, receiptRoutes } from './receipts/index.ts';
import { createRender } from './render/index.ts';
import { createScheduler } from './scheduler/index.ts';
import { shopOwnerNotice } from './shop-notices/index.ts';
import { createCompose, type Template } from './templates/index.ts';
import { totpSetup } from './totp-setup/index.ts';

export type NotifyDeps = {
  database: Database;
  /** Seals what notify keeps, and its private key. */
  vault: Vault;
  bus: EventBus;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  channels: readonly Channel[];
  /** What "open the app" opens; its host is the one that codes are bound to. */
  miniappUrl: string;
  /** Where the SMS provider posts its receipts; without it they are not taken. */
  smsReceipts?: { read: ReadReceipt; publicUrl: string };
  /** How fast each channel goes: Telegram's 30 is what it allows a bot without paid broadcasts. */
  messagesPerSecond?: Partial<Record<'telegram' | 'whatsapp' | 'wechat' | 'sms' | 'email', number>>;
};

export type Notify = {
  /** Makes notify's key where there is none, joins the consumer group and begins to send. */
  start(): Promise<void>;
  /** Takes no more events, finishes the calls in flight (10 s at the most), closes the channels. */
  stop(): Promise<void>;
  /** Hint that a delivery may be due. */
  wake(): void;
  /** `/webhooks/sms`; leaves every other path to the caller. */
  router: Router;
  healthChecks: HealthCheck[];
};

const group = 'notify';
const topics = ['atlas.accounts', 'atlas.orders', 'atlas.commands.notify'];
/** What providers take without asking: more is agreed with them. */
const contactMessagesPerSecond = 100;
const trimEveryMs = 3_600_000;
const inboxKeepMs = 7 * 86_400_000;
const decisionsKeepMs = 30 * 86_400_000;

/** The smallest UUIDv7 of a moment. [RFC 9562, 5.7] */
const uuidAt = (at: Date): string => {
  const time = at.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
};

const watchLag = (metrics: Metrics, bus: EventBus): void => {
  // Not known while PostgreSQL is away; the other metrics are wanted all the more then.
  metrics.gauge('atlas_notify_lag_seconds', 'Age of the oldest event not handled yet.', [], async (gauge) => {
    const lag = await bus.lag(group).catch(() => null);
    gauge.set(lag?.oldestSeconds ?? Number.NaN);
  });
};

/** Events in, messages out. */
export const createNotify = ({
  database,
  vault,
  bus,
  clock,
  logger,
  metrics,
  channels,
  miniappUrl,
  smsReceipts,
  messagesPerSecond = {},
}: NotifyDeps): Notify => {
  const broadcastTemplates = createBroadcastTemplates((id) => selectTexts(database, id));
  const templates = new Map<string, Template>(
    [...reasons, ...broadcastTemplates, code, digest, shopOwnerNotice, totpSetup].map((template) => [
      template.name,
      template,
    ]),
  );
  const templateOf = (name: string) => templates.get(name);
  const lanes = new Map(channels.map(({ name, lane }) => [name, lane]));
  const served = new Set(channels.map(({ lane }) => lane));
  const laneOf: LaneOf = (channel, appScope) => {
    const lane = appScope === undefined ? lanes.get(channel) : `${channel}:${appScope}`;
    return lane !== undefined && served.has(lane) ? lane : undefined;
  };
  const rateOf = (channel: string): Rate => {
    if (channel === 'telegram')
      return { ...telegramRate, perSecond: messagesPerSecond.telegram ?? telegramRate.perSecond };
    return contactRate(
      messagesPerSecond[channel as 'whatsapp' | 'wechat' | 'sms' | 'email'] ?? contactMessagesPerSecond,
    );
  };
  watchLag(metrics, bus);
  const contactAddress = createContactAddress(vault);
  const openContacts = createOpenContacts(vault);
  const createDelivery = createNewDelivery({ vault, contactAddress });
  const goOn = createGoOn({ vault, openContacts, contactAddress, createDelivery, laneOf, templateOf });
  const dispatcher = createDispatcher({
    database,
    clock,
    logger,
    channels,
    vault,
    rateOf,
    compose: createCompose({ miniappUrl, templateOf }),
    render: createRender({ miniappUrl }),
    templateOf,
    goOn,
    observe: createDispatcherMetrics({ metrics, database, clock, lanes: channels, rateOf }),
  });
  const queueNotices = createQueueNotices({ reasons, openContacts, createDelivery, laneOf });
  const writeNotices = createWriteNotices({ queueNotices, goOn });
  const chore = { database, clock, templateOf, onQueued: dispatcher.wake };
  const scheduler = createScheduler({
    logger,
    chores: [
      { name: 'quiet hours', run: createReconsiderWaiting(chore) },
      { name: 'digests', run: createFoldDigests({ ...chore, createDelivery, openContacts, laneOf }) },
      {
        name: 'broadcasts',
        run: createRunBroadcasts({ ...chore, templates: broadcastTemplates, createDelivery }),
      },
      { name: 'early events', run: createTakeUpEarly({ ...chore, vault, writeNotices }) },
    ],
  });
  const projectContacts = createProjectContacts(vault);
  const handle = createHandleEvents({
    database,
    clock,
    project: async (tx, events) => {
      await forgetEarlyOf(tx, events);
      await projectContacts(tx, events);
      await project(tx, events);
    },
    writeNotices,
    keepEarly: createKeepEarly(vault),
    obeyCommands: createObeyCommands({
      openCommand: createCommandOpener({ vault }),
      createDelivery,
      laneOf,
      logger,
    }),
    goOn,
    onQueued: dispatcher.wake,
  });
  const trim = async () => {
    const before = new Date(clock().getTime() - inboxKeepMs);
    await deleteRemovedContacts(database, before);
    await deleteRemovedChats(database, before);
    await trimTextCounts(database, before);
    await trimDecisions(database, new Date(clock().getTime() - decisionsKeepMs));
    while ((await trimInbox(database, uuidAt(before))) > 0);
  };
  const router = Router();
  if (smsReceipts) {
    const { read: readReceipt, publicUrl } = smsReceipts;
    router.use(receiptRoutes({ database, clock, logger, publicUrl, readReceipt }));
  }
  let subscription: { stop(): Promise<void> } | undefined;
  let trimming: NodeJS.Timeout | undefined;

  return {
    start: async () => {
      await ensureCommandKey({ database, vault, clock });
      subscription = await bus.subscribe({ group, topics, handle });
      dispatcher.start();
      scheduler.start();
      trimming = setInterval(
        () => trim().catch((error: unknown) => logger.warn({ error }, 'inbox not trimmed')),
        trimEveryMs,
      );
      trimming.unref();
    },
    stop: async () => {
      clearInterval(trimming);
      await subscription?.stop();
      await scheduler.stop();
      await dispatcher.stop();
      await Promise.all(channels.map((channel) => channel.close()));
    },
    wake: () => {
      dispatcher.wake();
      scheduler.wake();
    },
    router,
    healthChecks: [{ name: 'postgres', check: () => database.ping() }],
  };
};
