import { type Consumer, createConsumer } from '@atlas/shared/consumer';
import { createEventLog } from '@atlas/shared/event-log';
import { createInbox } from '@atlas/shared/inbox';
import type { Clock, Database, EventBus } from '@atlas/shared/ports';
import type { Logger, Metrics } from '@atlas/shared/process';
import type { Vault } from '@atlas/shared/sealing';
import { createHandleEvents, createTakeSteps } from './awards/index.ts';
import { publishRules, type Rule, readRules } from './rules/index.ts';

export type GamificationDeps = {
  database: Database;
  /** What the event log seals with. */
  vault: Vault;
  bus: EventBus;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  /** What it takes to earn what (Default: rules/rules.json). */
  rules?: readonly Rule[];
};

export type Gamification = Consumer;

const group = 'gamification';
const topics = ['atlas.accounts', 'atlas.orders'];
/** Locks of as many accounts are held at once while a batch is handled. */
const batchSize = 100;

/** Achievements: events in, awards and the events that tell of them out. */
export const createGamification = (deps: GamificationDeps): Gamification => {
  const { database, vault, bus, clock, logger, metrics, rules = readRules() } = deps;
  const awards = metrics.counter('atlas_gamification_awards_total', 'Achievements granted.');
  const inbox = createInbox({ schema: 'gamification' });
  const eventLog = createEventLog({
    vault,
    clock,
    source: '/atlas/gamification',
    onCommitted: () => bus.wake(),
  });
  const handle = createHandleEvents({
    database,
    inbox,
    eventLog,
    rules,
    takeSteps: createTakeSteps({ rules, eventLog, clock }),
    onGranted: (count) => awards.inc(count),
  });
  const consumer = createConsumer({
    group,
    topics,
    handle,
    batchSize,
    inbox,
    database,
    bus,
    clock,
    logger,
    metrics,
  });
  return {
    ...consumer,
    start: async () => {
      await publishRules(database, rules);
      await consumer.start();
    },
  };
};
