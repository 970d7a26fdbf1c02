import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@atlas/shared/postgres';
import { startKafka } from './kafka.ts';
import { prepareKafka } from './kafka-classes.ts';
import { findMissingTools } from './missing-tools.ts';
import { startRedis } from './redis.ts';
import { ServiceError } from './server-process.ts';

/** Where the jars of Kafka lie for whoever starts it in this project. */
export const kafkaJars: string = join(import.meta.dirname, '../../.atlas/kafka-4.1.1');

export type Services = {
  databaseUrl: string;
  redisUrl: string;
  kafkaBrokers: string;
  stop(): Promise<void>;
};

/**
 * Starts PostgreSQL (the embedded one), Redis and Kafka at once, each on a free port of 127.0.0.1.
 *
 * @throws ServiceError, EmbeddedPostgresError: what did start is stopped again.
 */
export const startServices = async ({
  directory,
  say,
}: {
  /** Keeps the data of all three. */
  directory: string;
  say: (line: string) => void;
}): Promise<Services> => {
  const missing = await findMissingTools(kafkaJars);
  if (missing.length > 0) throw new ServiceError(missing.join('\n'));
  const jars = await prepareKafka(kafkaJars, say);
  // Others may pass through: as root, PostgreSQL runs as a user of its own.
  await mkdir(directory, { recursive: true, mode: 0o711 });
  const starting = [
    startEmbeddedPostgres({ dataDirectory: join(directory, 'postgres') }),
    startRedis({ directory: join(directory, 'redis') }),
    startKafka({ directory: join(directory, 'kafka'), jars }),
  ] as const;
  const stop = async () => {
    const started = await Promise.allSettled(starting);
    await Promise.all(started.map((each) => (each.status === 'fulfilled' ? each.value.stop() : undefined)));
  };
  try {
    const [postgres, redis, kafka] = await Promise.all(starting);
    return { databaseUrl: postgres.url, redisUrl: redis.url, kafkaBrokers: kafka.brokers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
