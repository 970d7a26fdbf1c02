import { randomBytes } from 'node:crypto';
import { requestReplay } from '@atlas/shared/event-bus';
import { createKafka, createKafkaEventBus, ensureTopics, type KafkaConnection } from '@atlas/shared/kafka';
import { systemClock } from '@atlas/shared/ports';
import type { ContractEvent } from '@atlas/shared/ports/event-bus.contract';
import { createLogger, createMetrics } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';
import { createAppendEvents, createCuttableServer, createTestDatabase } from '@atlas/shared/testing';
import { inject } from 'vitest';
import { createRelay } from '../index.ts';
import { createCuttableKafka } from './cuttable-kafka.ts';

export const vault = createVault([Buffer.alloc(32, 7)]);
export const logger = createLogger({ process: 'test', level: 'silent' });

/** Topics of one's own at the run's Kafka, removed on dispose. */
export const createTestTopics = async (): Promise<AsyncDisposable & { connection: KafkaConnection }> => {
  const brokers = inject('services').kafkaBrokers.split(',');
  const connection = { brokers, prefix: `test-${randomBytes(6).toString('hex')}.` };
  const outcomes = await ensureTopics({ connection, logger });
  return {
    connection,
    [Symbol.asyncDispose]: async () => {
      const admin = createKafka(connection, { logger }).admin();
      await admin.connect();
      await admin.deleteTopics({ topics: outcomes.map(({ topic }) => topic) });
      await admin.disconnect();
    },
  };
};

/** The log on a database of its own, a relay, and members that are quick to notice who died. */
export const createKafkaHarness = async () => {
  const stack = new AsyncDisposableStack();
  const { connection } = stack.use(await createTestTopics());
  const database = stack.use(await createTestDatabase(inject('postgres')));
  const append = createAppendEvents({ database, vault, clock: systemClock });

  const startRelay = async ({ pollMs = 20 } = {}) => {
    const postgres = stack.use(await createCuttableServer(database.url));
    const kafka = createCuttableKafka(connection);
    const metrics = createMetrics({ runtime: false });
    const relay = createRelay({
      connection: kafka.connection,
      database,
      databaseUrl: postgres.url,
      vault,
      clock: systemClock,
      logger,
      metrics,
      pollMs,
    });
    await relay.start();
    stack.defer(() => relay.stop());
    return { ...relay, metrics, postgres, kafka };
  };

  const createMember = async () => {
    const kafka = createCuttableKafka(connection);
    const metrics = createMetrics({ runtime: false });
    const bus = createKafkaEventBus({
      connection: kafka.connection,
      database,
      vault,
      clock: systemClock,
      logger,
      metrics,
      sessionTimeoutMs: 6000,
      rebalanceTimeoutMs: 1500,
    });
    let isKilled = false;
    // Who was killed can say goodbye to nobody.
    stack.defer(() => {
      const closed = bus.close();
      return isKilled ? undefined : closed;
    });
    const kill = async () => {
      isKilled = true;
      kafka.cut();
    };
    return { ...bus, metrics, kafka, kill };
  };

  return {
    database,
    connection,
    startRelay,
    createMember,
    append: async (events: readonly ContractEvent[]) => {
      for (const { key, text, traceparent } of events) {
        await append([
          { subject: key, type: 'account.updated.v1', data: { displayName: text }, traceparent },
        ]);
      }
    },
    askForReplay: (group: string) => requestReplay(database, { group, now: systemClock() }),
    appendAll: append,
    appendUndecodable: (key: string) =>
      append([{ subject: key, type: 'account.updated.v1', data: {}, storedType: 'account.forgotten.v9' }]),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
};

/** The same with one relay running, or about to. */
export const createRelayedHarness = async ({ isRelayed = true } = {}) => {
  const harness = await createKafkaHarness();
  if (isRelayed) await harness.startRelay();
  return harness;
};
