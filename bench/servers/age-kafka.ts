import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { createKafkaEventBus, ensureTopics } from '@atlas/shared/kafka';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger, createMetrics } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';
import { summarise } from '../pace.ts';

/**
 * `age-kafka <url> <kafka brokers> <perSecond> <seconds>`: how long after its commit a consumer of Kafka handles an
 * event, and how long after the event was made (`sinceMade`), before its insert. Writer, relay and consumer are
 * processes of their own, as where Atlas runs.
 */
const [, , url = '', kafkaBrokers = '', perSecond = '1000', seconds = '10'] = process.argv;
const start = (file: string, ...args: string[]) => fork(join(import.meta.dirname, file), [url, ...args]);
const logger = createLogger({ process: 'bench', level: 'error' });
const connection = { brokers: kafkaBrokers.split(','), prefix: `bench-${randomUUID()}.` };
await ensureTopics({ connection, logger });
const relay = start('age-relay.ts', kafkaBrokers, connection.prefix);
await once(relay, 'message');

const database = createDatabase({ url, applicationName: 'bench-age' });
const vault = createVault([Buffer.alloc(32, 1)]);
const common = { connection, database, vault, clock: systemClock, logger };
const bus = createKafkaEventBus({ ...common, metrics: createMetrics() });
const source = '/atlas/bench/age';
const handled = new Map<string, { atMs: number; madeAtMs: number }>();
await bus.subscribe({
  group: 'bench',
  topics: ['atlas.accounts'],
  handle: async (batch) => {
    const atMs = Date.now();
    for (const event of batch) {
      if (event.source === source) handled.set(event.id, { atMs, madeAtMs: Date.parse(event.time) });
    }
  },
});

const warmUp = Number(perSecond) * 3;
const total = Number(perSecond) * Number(seconds);
const writer = start('age-writer.ts', perSecond, String(warmUp + total), source);
const [committed] = (await once(writer, 'message')) as [[id: string, atMs: number][]];
const until = performance.now() + 20_000;
while (handled.size < committed.length && performance.now() < until) await delay(50);
const measured = committed
  .slice(warmUp)
  .flatMap(([id, committedAtMs]) => [{ committedAtMs, ...handled.get(id) }])
  .filter((event) => event.atMs !== undefined) as { committedAtMs: number; atMs: number; madeAtMs: number }[];
const options = { wanted: measured.length, total };
const result = await summarise(
  measured.map(({ atMs, committedAtMs }) => Math.max(atMs - committedAtMs, 0)),
  options,
);
const sinceMade = await summarise(
  measured.map(({ atMs, madeAtMs }) => atMs - madeAtMs),
  options,
);
await bus.close();
relay.send('end');
await once(relay, 'exit');
await database.close();
process.send?.({ ...result, sinceMade });
