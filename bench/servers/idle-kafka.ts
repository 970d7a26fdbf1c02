import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { createRelay } from '@atlas/relay';
import { createKafkaEventBus, ensureTopics } from '@atlas/shared/kafka';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger, createMetrics } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';

/** `idle-kafka <relay | consumer> <url> <kafka brokers> <seconds>`: what part of a core it takes with nothing to do. */
const [, , what = '', url = '', kafkaBrokers = '', seconds = '20'] = process.argv;
const database = createDatabase({ url, applicationName: 'bench-idle' });
const connection = { brokers: kafkaBrokers.split(','), prefix: `bench-${randomUUID()}.` };
const vault = createVault([Buffer.alloc(32, 1)]);
const logger = createLogger({ process: 'bench', level: 'error' });
const common = { connection, database, vault, clock: systemClock, logger, metrics: createMetrics() };
await ensureTopics({ connection, logger });

const startRelay = async () => {
  const relay = createRelay({ ...common, databaseUrl: url });
  await relay.start();
  return () => relay.stop();
};
const startConsumer = async () => {
  const bus = createKafkaEventBus(common);
  const topics = ['atlas.accounts', 'atlas.orders', 'atlas.commands.notify'];
  await bus.subscribe({ group: 'bench', topics, handle: async () => {} });
  return () => bus.close();
};

const stop = await (what === 'relay' ? startRelay : startConsumer)();
await delay(5000);
const [before, startedAt] = [process.cpuUsage(), performance.now()];
await delay(Number(seconds) * 1000);
const { user, system } = process.cpuUsage(before);
const percent = (user + system) / 10 / (performance.now() - startedAt);
await stop();
await database.close();
process.send?.({ percent });
