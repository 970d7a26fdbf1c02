import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { findMissingTools, kafkaJars, prepareKafka, startKafka, startRedis } from '@atlas/tooling/services';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The run's Kafka and Redis, for `*.service.test.ts`. */
    services: {
      /** `host:port`; shared by all files, so topics and groups have random names. */
      kafkaBrokers: string;
      /** Shared by all files, so keys have a random prefix. */
      redisUrl: string;
      /** For a `startKafka` of one's own: a broker that is killed or stopped is nobody else's. */
      kafkaJars: string;
      /** Sentences on what is not installed; every test is skipped unless empty. */
      missing: readonly string[];
    };
  }
}

/** One Kafka and one Redis for the whole run, unless KAFKA_BROKERS and REDIS_URL name running ones. */
export default async (project: TestProject) => {
  const { KAFKA_BROKERS: kafkaBrokers, REDIS_URL: redisUrl, CI } = process.env;
  const missing = await findMissingTools(kafkaJars, { forTests: true });
  if (missing.length > 0) {
    if (CI) throw new Error(`CI skips no test. ${missing.join(' ')}`);
    project.provide('services', { kafkaBrokers: '', redisUrl: '', kafkaJars, missing });
    return undefined;
  }
  await prepareKafka(kafkaJars, (line) => process.stdout.write(`${line}\n`));
  if (kafkaBrokers && redisUrl) {
    project.provide('services', { kafkaBrokers, redisUrl, kafkaJars, missing });
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'atlas-services-'));
  const [kafka, redis] = await Promise.all([
    startKafka({ directory: join(folder, 'kafka'), jars: kafkaJars }),
    startRedis({ directory: join(folder, 'redis') }),
  ]);
  project.provide('services', { kafkaBrokers: kafka.brokers, redisUrl: redis.url, kafkaJars, missing });
  return async () => {
    await Promise.all([kafka.stop(), redis.stop()]);
    await rm(folder, { recursive: true, force: true });
  };
};
