import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { createRelay } from '@atlas/relay';
import { createKafkaEventBus, ensureTopics } from '@atlas/shared/kafka';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger, createMetrics } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';
import { summarise } from '../pace.ts';

/**
 * `age-kafka <url> <kafka brokers> <perSecond> <seconds>`: how old events are when a consumer of Kafka handles them. The
 * age counts from before the insert. The writer is a process of its own; relay and consumer share this one.
 */
const [, , url = '', kafkaBrokers = '', perSecond = '1000', seconds = '10'] = process.argv;
const database = createDatabase({ url, applicationName: 'bench-age', statementTimeoutMs: 600_000 });
const connection = { brokers: kafkaBrokers.split(','), prefix: `bench-${randomUUID()}.` };
const vault = createVault([Buffer.alloc(32, 1)]);
const logger = createLogger({ process: 'bench', level: 'error' });
const common = { connection, database, vault, clock: systemClock, logger };
await ensureTopics({ connection, logger });
const relay = createRelay({ ...common, databaseUrl: url, metrics: createMetrics({ runtime: false }) });
await relay.start();
const bus = createKafkaEventBus(common);

const source = '/atlas/bench/age';
const warmUp = Number(perSecond) * 3;
const total = Number(perSecond) * Number(seconds);
let handled = 0;
const agesMs: number[] = [];
await bus.subscribe({
  group: 'bench',
  topics: ['atlas.accounts'],
  handle: async (batch) => {
    const now = Date.now();
    for (const event of batch) {
      if (event.source !== source) continue;
      handled += 1;
      if (handled > warmUp) agesMs.push(now - Date.parse(event.time));
    }
  },
});
const writer = fork(join(import.meta.dirname, 'age-writer.ts'), [
  url,
  perSecond,
  String(warmUp + total),
  source,
]);
const [code] = (await once(writer, 'exit')) as [number | null];
if (code !== 0) throw new Error(`the writer ended with ${code}`);
const result = await summarise(agesMs, { wanted: total, total });
await bus.close();
await relay.stop();
await database.close();
process.send?.(result);
