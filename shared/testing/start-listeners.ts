import { randomUUIDv7 } from 'node:crypto';
import type { Consumer } from '../consumer/index.ts';
import { createEmbeddedEventBus } from '../event-bus/index.ts';
import { lockAccount } from '../event-log/index.ts';
import type { EventData, EventType } from '../events/index.ts';
import { type Clock, createTestClock, type Database, type EventBus } from '../ports/index.ts';
import { createDatabase } from '../postgres/index.ts';
import { createLogger, createMetrics, type Logger, type Metrics } from '../process/index.ts';
import { createVault, type Vault } from '../sealing/index.ts';
import { createAppendEvents, type TestEvent } from './append-events.ts';
import { createTestDatabase } from './test-database.ts';

type Parts = {
  database: Database;
  vault: Vault;
  bus: EventBus;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
};

type Options = {
  /** What the global set-up provides. */
  postgres: { url: string; template: string };
  group: string;
  create: (parts: Parts) => Consumer;
  /** Processes that run from the beginning (Default: 1). */
  processes?: number;
};

const registration: EventData['user.registered.v1'] = {
  messenger: 'telegram',
  appScope: '7000000001',
  chatId: '42',
  identityId: randomUUIDv7(),
  displayName: 'Anna',
  locale: 'en',
};

/** A consumer as processes have it, any number of them on a clone of the database, and events to bring it. */
export const startListeners = async ({ postgres, group, create, processes = 1 }: Options) => {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await createTestDatabase(postgres));
  const clock = createTestClock();
  const vault = createVault([Buffer.alloc(32, 7)]);
  const logger = createLogger({ process: 'test', level: 'silent' });
  const append = createAppendEvents({ database, vault, clock });

  /** Another process: everything of its own but the database. */
  const startProcess = async () => {
    const own = createDatabase({ url: database.url, applicationName: 'listener-test' });
    const deps = { database: own, databaseUrl: database.url, vault, clock, logger, pollMs: 20 };
    const bus = createEmbeddedEventBus(deps);
    const metrics = createMetrics({ runtime: false });
    const consumer = create({ database: own, vault, bus, clock, logger, metrics });
    await consumer.start();
    let isStopped = false;
    const stop = async () => {
      if (isStopped) return;
      isStopped = true;
      await consumer.stop();
      await bus.close();
      await own.close();
    };
    stack.defer(stop);
    return { bus, metrics, stop };
  };
  const running = await Promise.all(Array.from({ length: processes }, startProcess));

  return {
    database,
    clock,
    vault,
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
    /** Many in one transaction: a busy machine gives no thirty connections at once. */
    registerMany: async (count: number) => {
      const accountIds: string[] = Array.from({ length: count }, () => randomUUIDv7());
      await append(
        accountIds.map((subject) => ({ subject, type: 'user.registered.v1', data: registration }) as const),
      );
      return accountIds;
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
    /** The group begins anew: the bus brings the whole log again. */
    rewind: () =>
      database.query({
        text: `update bus_cursors set transaction_id = '0', position = 0 where consumer_group = $1`,
        values: [group],
      }),
    lag: () => running[0]?.bus.lag(group),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
};
