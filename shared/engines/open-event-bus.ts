import { createEmbeddedEventBus } from '../event-bus/index.ts';
import { createKafka, createKafkaEventBus, createLazyAdmin, findKafkaConnection } from '../kafka/index.ts';
import type { Clock, Database, EventBus } from '../ports/index.ts';
import type { HealthCheck, KafkaVariables, Logger, Metrics } from '../process/index.ts';
import type { Vault } from '../sealing/index.ts';

type Deps = {
  env: KafkaVariables & { DATABASE_URL: string };
  database: Database;
  vault: Vault;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
};

export type OpenedEventBus = {
  bus: EventBus;
  /** Beside PostgreSQL. Kafka is none of readiness: what was taken from it goes on being worked on. */
  healthChecks: HealthCheck[];
  /** After everything that subscribed has stopped. */
  close(): Promise<void>;
};

/**
 * The bus of the environment: Kafka where `KAFKA_BROKERS` names brokers, else the event log itself.
 *
 * @throws Error when the file of KAFKA_TLS_CA can't be read.
 */
export const openEventBus = ({ env, ...deps }: Deps): OpenedEventBus => {
  const connection = findKafkaConnection(env);
  if (!connection) {
    const bus = createEmbeddedEventBus({ databaseUrl: env.DATABASE_URL, ...deps });
    return { bus, healthChecks: [], close: () => bus.close() };
  }
  const bus = createKafkaEventBus({ connection, ...deps });
  const admin = createLazyAdmin(createKafka(connection, { logger: deps.logger }));
  const check = () => admin.use(async (client) => void (await client.describeCluster()));
  return {
    bus,
    healthChecks: [{ name: 'kafka', check, isOptional: true }],
    close: async () => {
      await bus.close();
      await admin.close();
    },
  };
};
