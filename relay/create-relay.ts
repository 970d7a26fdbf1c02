import {
  createOpenRow,
  ensureCursor,
  listenForHints,
  type Reader,
  startReader,
} from '@atlas/shared/event-bus';
import {
  createKafka,
  createLazyAdmin,
  createNames,
  createPublisher,
  type KafkaConnection,
  type Published,
  sink,
  topics as table,
  updatePublished,
} from '@atlas/shared/kafka';
import type { Clock, Database } from '@atlas/shared/ports';
import type { HealthCheck, Logger, Metrics } from '@atlas/shared/process';
import type { Vault } from '@atlas/shared/sealing';
import { createRelayMetrics } from './metrics.ts';
import { createPublishRows } from './publish-rows.ts';

export type RelayDeps = {
  connection: KafkaConnection;
  database: Database;
  /** For the reader's own connection: the relay that publishes is the one that holds a lock of the session. */
  databaseUrl: string;
  /** Opens personal fields: topics are inside, and keep them for seven days. */
  vault: Vault;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  /** Events read at once (Default: 1000). */
  batchSize?: number;
  /** The net under `wake` and the hints of other processes, in ms (Default: 1000). */
  pollMs?: number;
};

export type Relay = {
  /** Begins to publish, or stands by while another one does. Rejects when PostgreSQL is away. */
  start(): Promise<void>;
  /** Ends the batch in flight and frees the lock (10 s at the most). */
  stop(): Promise<void>;
  /** Hint that something was just committed. */
  wake(): void;
  healthChecks: HealthCheck[];
};

const topics = table.map(({ name }) => name);

/** A request to Kafka and a commit for each few events would cost more than what they carry. */
const lingerMs = 8;

/**
 * Publishes the log to Kafka, every event at least once and one account's events in order: a batch is acknowledged by
 * all replicas in sync before the cursor moves past it. Of several relays one publishes; while Kafka is away the log
 * grows, and is drained afterwards.
 */
export const createRelay = ({
  connection,
  database,
  databaseUrl,
  vault,
  clock,
  logger,
  metrics,
  batchSize = 1000,
  pollMs = 1000,
}: RelayDeps): Relay => {
  const kafka = createKafka(connection, { logger, clientId: 'atlas-relay' });
  const publisher = createPublisher({ kafka, names: createNames(connection.prefix), logger });
  const admin = createLazyAdmin(kafka);
  const { batchSeconds } = createRelayMetrics({ database, clock, metrics });
  const publishRows = createPublishRows({ open: createOpenRow({ vault }), publisher, clock, logger });
  let published: Published = {};
  let reader: Reader | undefined;
  let hints: { stop(): Promise<void> } | undefined;

  return {
    start: async () => {
      await ensureCursor(database, { group: sink, topics, from: 'earliest' });
      reader = await startReader({
        databaseUrl,
        group: sink,
        topics,
        batchSize,
        pollMs,
        lingerMs,
        logger,
        process: async (sql, rows) => {
          const end = batchSeconds.startTimer();
          published = await publishRows(sql, rows);
          end();
          return rows.at(-1) ?? null;
        },
        moveCursor: (sql, _group, place) => updatePublished(sql, place, published),
      });
      hints = listenForHints(databaseUrl, reader.wake);
    },
    stop: async () => {
      await hints?.stop();
      await reader?.stop();
      await publisher.close();
      await admin.close();
    },
    wake: () => reader?.wake(),
    healthChecks: [
      { name: 'postgres', check: () => database.ping() },
      { name: 'kafka', check: () => admin.use(async (client) => void (await client.describeCluster())) },
    ],
  };
};
