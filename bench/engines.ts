import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  findMissingTools,
  kafkaJars,
  prepareKafka,
  ServiceError,
  startKafka,
  startRedis,
} from '@atlas/tooling/services';

export type Engines = { kafkaBrokers: string; redisUrl: string };

/**
 * Kafka and Redis for the sections that ask: those that the environment names, or a pair of the run's own, started when
 * the first one asks.
 */
export const createEngines = (
  given: Partial<Engines>,
  say: (line: string) => void,
): { get(): Promise<Engines>; stop(): Promise<void> } => {
  const stops: (() => Promise<unknown>)[] = [];
  const start = async (): Promise<Engines> => {
    if (given.kafkaBrokers && given.redisUrl)
      return { kafkaBrokers: given.kafkaBrokers, redisUrl: given.redisUrl };
    const missing = await findMissingTools(kafkaJars);
    if (missing.length > 0) throw new ServiceError(missing.join(' '));
    await prepareKafka(kafkaJars, say);
    const folder = await mkdtemp(join(tmpdir(), 'atlas-bench-engines-'));
    stops.push(() => rm(folder, { recursive: true, force: true }));
    const kafka = await startKafka({ directory: join(folder, 'kafka'), jars: kafkaJars });
    stops.unshift(() => kafka.stop());
    const redis = await startRedis({ directory: join(folder, 'redis') });
    stops.unshift(() => redis.stop());
    return { kafkaBrokers: kafka.brokers, redisUrl: redis.url };
  };
  let starting: Promise<Engines> | undefined;
  return {
    get: () => {
      starting ??= start();
      return starting;
    },
    stop: async () => {
      await starting?.catch(() => {});
      for (const stop of stops) await stop();
    },
  };
};
