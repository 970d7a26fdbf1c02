import type { Channel, Clock, Database, EventBus } from '@atlas/shared/ports';
import type { HealthCheck, Logger, Metrics } from '@atlas/shared/process';
import { ensureCommandKey, type Vault } from '@atlas/shared/sealing';
import { createHandleEvents, trimInbox } from './consumer/index.ts';
import { createDispatcher, telegramRate } from './dispatcher/index.ts';
import { reasons } from './reasons.ts';
import { createCompose } from './templates/index.ts';

export type NotifyDeps = {
  database: Database;
  /** Seals what notify keeps, and its private key. */
  vault: Vault;
  bus: EventBus;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  channels: readonly Channel[];
  /** What "open the app" opens. */
  miniappUrl: string;
  /** How fast a lane goes (Default: 30, what Telegram allows a bot without paid broadcasts). */
  messagesPerSecond?: number;
};

export type Notify = {
  /** Makes notify's key where there is none, joins the consumer group and begins to send. */
  start(): Promise<void>;
  /** Takes no more events, finishes the calls in flight (10 s at the most), closes the channels. */
  stop(): Promise<void>;
  /** Hint that a delivery may be due. */
  wake(): void;
  healthChecks: HealthCheck[];
};

const group = 'notify';
const trimEveryMs = 3_600_000;
const inboxKeepMs = 7 * 86_400_000;

/** The smallest UUIDv7 of a moment. [RFC 9562, 5.7] */
const uuidAt = (at: Date): string => {
  const time = at.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
};

const createCounters = (metrics: Metrics, bus: EventBus) => {
  const attempts = metrics.counter('atlas_notify_attempts_total', 'Calls to messengers by outcome.', [
    'channel',
    'template',
    'outcome',
  ]);
  // Not known while PostgreSQL is away; the other metrics are wanted all the more then.
  metrics.gauge('atlas_notify_lag_seconds', 'Age of the oldest event not handled yet.', [], async (gauge) => {
    const lag = await bus.lag(group).catch(() => null);
    gauge.set(lag?.oldestSeconds ?? Number.NaN);
  });
  return attempts;
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
  messagesPerSecond = telegramRate.perSecond,
}: NotifyDeps): Notify => {
  const templates = new Map(reasons.map((template) => [template.name, template]));
  const attempts = createCounters(metrics, bus);
  const dispatcher = createDispatcher({
    database,
    clock,
    logger,
    channels,
    rate: { ...telegramRate, perSecond: messagesPerSecond },
    compose: createCompose({ miniappUrl }),
    templateOf: (name) => templates.get(name),
    observe: (labels) => attempts.inc(labels),
  });
  const handle = createHandleEvents({ database, clock, logger, reasons, onQueued: dispatcher.wake });
  const trim = async () => {
    while ((await trimInbox(database, uuidAt(new Date(clock().getTime() - inboxKeepMs)))) > 0);
  };
  let subscription: { stop(): Promise<void> } | undefined;
  let trimming: NodeJS.Timeout | undefined;

  return {
    start: async () => {
      await ensureCommandKey({ database, vault, clock });
      subscription = await bus.subscribe({ group, topics: ['atlas.accounts'], handle });
      dispatcher.start();
      trimming = setInterval(
        () => trim().catch((error: unknown) => logger.warn({ error }, 'inbox not trimmed')),
        trimEveryMs,
      );
      trimming.unref();
    },
    stop: async () => {
      clearInterval(trimming);
      await subscription?.stop();
      await dispatcher.stop();
      await Promise.all(channels.map((channel) => channel.close()));
    },
    wake: dispatcher.wake,
    healthChecks: [{ name: 'postgres', check: () => database.ping() }],
  };
};
