import type { Inbox } from '../inbox/index.ts';
import type { Clock, Database, EventBus, EventHandler } from '../ports/index.ts';
import type { HealthCheck, Logger, Metrics } from '../process/index.ts';

type Deps = {
  /** Consumer group; also the middle of its metrics' names. */
  group: string;
  topics: readonly string[];
  handle: EventHandler;
  /** How many events a call may carry at the most (Default: the bus's). */
  batchSize?: number;
  inbox: Inbox;
  database: Database;
  bus: EventBus;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
};

export type Consumer = {
  /** Joins the group. */
  start(): Promise<void>;
  /** Takes no more events and finishes those in flight. */
  stop(): Promise<void>;
  healthChecks: HealthCheck[];
};

const trimEveryMs = 3_600_000;
/** As long as topics keep events, which is how late one may come again. */
const inboxKeepMs = 7 * 86_400_000;

/** A consumer group's member as every process that only listens has it: lag on a gauge, an inbox that is trimmed. */
export const createConsumer = (deps: Deps): Consumer => {
  const { group, topics, handle, batchSize, inbox, database, bus, clock, logger, metrics } = deps;
  // Not known while PostgreSQL is away; the other metrics are wanted all the more then.
  metrics.gauge(
    `atlas_${group}_lag_seconds`,
    'Age of the oldest event not handled yet.',
    [],
    async (gauge) => {
      const lag = await bus.lag(group).catch(() => null);
      gauge.set(lag?.oldestSeconds ?? Number.NaN);
    },
  );
  const trim = () =>
    inbox
      .trim(database, new Date(clock().getTime() - inboxKeepMs))
      .catch((error: unknown) => logger.warn({ group, error }, 'inbox not trimmed'));
  let subscription: { stop(): Promise<void> } | undefined;
  let trimming: NodeJS.Timeout | undefined;
  return {
    start: async () => {
      subscription = await bus.subscribe({ group, topics, handle, ...(batchSize ? { batchSize } : {}) });
      trimming = setInterval(trim, trimEveryMs);
      trimming.unref();
    },
    stop: async () => {
      clearInterval(trimming);
      await subscription?.stop();
    },
    healthChecks: [{ name: 'postgres', check: () => database.ping() }],
  };
};
