import { randomUUIDv7 } from 'node:crypto';
import { createEmbeddedEventBus } from '@atlas/shared/event-bus';
import { createEventLog, lockAccount } from '@atlas/shared/event-log';
import type { EventData, EventType } from '@atlas/shared/events';
import { createInbox } from '@atlas/shared/inbox';
import { createTestClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger, createMetrics } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';
import { createAppendEvents, createTestDatabase, type TestEvent } from '@atlas/shared/testing';
import { inject } from 'vitest';
import { createHandleEvents, createTakeSteps } from '../awards/index.ts';
import { createGamification, type GamificationDeps } from '../index.ts';
import { readRules } from '../rules/index.ts';

type Options = {
  /** Processes that run from the beginning (Default: 1). */
  processes?: number;
} & Pick<GamificationDeps, 'rules'>;

const registration: EventData['user.registered.v1'] = {
  messenger: 'telegram',
  appScope: '7000000001',
  chatId: '42',
  identityId: randomUUIDv7(),
  displayName: 'Anna',
  locale: 'en',
};

/** gamification as processes have it, on a clone of the database of its own, with a clock the test moves. */
export const startGamification = async ({ processes = 1, rules }: Options = {}) => {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await createTestDatabase(inject('postgres')));
  const clock = createTestClock();
  const vault = createVault([Buffer.alloc(32, 7)]);
  const logger = createLogger({ process: 'test', level: 'silent' });
  const append = createAppendEvents({ database, vault, clock });

  /** Another process: everything of its own but the database. */
  const startProcess = async () => {
    const own = createDatabase({ url: database.url, applicationName: 'gamification-test' });
    const bus = createEmbeddedEventBus({
      database: own,
      databaseUrl: database.url,
      vault,
      clock,
      logger,
      pollMs: 20,
    });
    const metrics = createMetrics({ runtime: false });
    const gamification = createGamification({
      database: own,
      vault,
      bus,
      clock,
      logger,
      metrics,
      ...(rules ? { rules } : {}),
    });
    await gamification.start();
    let isStopped = false;
    const stop = async () => {
      if (isStopped) return;
      isStopped = true;
      await gamification.stop();
      await bus.close();
      await own.close();
    };
    stack.defer(stop);
    return { gamification, bus, metrics, stop };
  };
  const running = await Promise.all(Array.from({ length: processes }, startProcess));

  return {
    database,
    clock,
    vault,
    logger,
    append,
    startProcess,
    running,
    /** One event after another, of one account. */
    happen: <T extends EventType>(subject: string, type: T, data: EventData[T], times = 1) =>
      append(Array.from({ length: times }, () => ({ subject, type, data }) as TestEvent)),
    register: async (accountId: string = randomUUIDv7()) => {
      await append([{ subject: accountId, type: 'user.registered.v1', data: registration }]);
      return accountId;
    },
    /** As the API erases an account. */
    erase: (accountId: string) =>
      database.transaction(async (tx) => {
        await lockAccount(tx, accountId);
        await tx.query({
          text: `insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
                 select $2, 'account.deleted.v1', 'atlas.accounts', $1, max(sequence) + 1, '/atlas/test', $3, '', '{}'
                 from event_log where subject = $1`,
          values: [accountId, randomUUIDv7(), clock()],
        });
        await tx.query({ text: 'delete from account_keys where account_id = $1', values: [accountId] });
      }),
    /** What was granted, as the log tells it, oldest first. */
    granted: async (accountId: string) => {
      const rows = await database.query<{ achievement: string }>({
        text: `select data->>'achievement' as achievement from event_log
               where type = 'achievement.granted.v1' and subject = $1 order by sequence`,
        values: [accountId],
      });
      return rows.map(({ achievement }) => achievement);
    },
    /** Every grant in the log, `account achievement`, oldest first. */
    allGranted: async () => {
      const rows = await database.query<{ grant: string }>({
        text: `select subject || ' ' || (data->>'achievement') as grant from event_log
               where type = 'achievement.granted.v1' order by transaction_id, position`,
      });
      return rows.map(({ grant }) => grant);
    },
    /** What a member does with the events it is given, without a bus. */
    createHandler: () => {
      const eventLog = createEventLog({ vault, clock, source: '/atlas/gamification', onCommitted: () => {} });
      const inbox = createInbox({ schema: 'gamification' });
      const everyRule = rules ?? readRules();
      const takeSteps = createTakeSteps({ rules: everyRule, eventLog, clock });
      return createHandleEvents({
        database,
        inbox,
        eventLog,
        rules: everyRule,
        takeSteps,
        onGranted: () => {},
      });
    },
    progress: (accountId: string) =>
      database.query<{ achievement: string; count: number; isGranted: boolean }>({
        text: `select achievement, count, granted_at is not null as "isGranted"
               from gamification.account_achievements where account_id = $1 order by achievement`,
        values: [accountId],
      }),
    lag: () => running[0]?.bus.lag('gamification'),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
};
