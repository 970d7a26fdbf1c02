import { randomUUID, randomUUIDv7 } from 'node:crypto';
import process from 'node:process';
import { createRelay } from '@atlas/relay';
import { createKafkaEventBus, ensureTopics } from '@atlas/shared/kafka';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger, createMetrics } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';
import { atPace, summarise } from '../pace.ts';

/**
 * `age-kafka <url> <kafka brokers> <perSecond> <seconds>`: how old events are when a consumer of Kafka handles them, each
 * committed by a transaction of its own. Writer, relay and consumer share this process: it is their common CPU that is short.
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
const insert = (subject: string, sequence: number) =>
  database.query({
    name: 'bench_event',
    text: `insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
           values ($1, 'session.opened.v1', 'atlas.accounts', $2, $3, $6, $4,
             '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', $5)`,
    values: [
      randomUUIDv7(),
      subject,
      sequence,
      new Date().toISOString(),
      { sessionId: randomUUIDv7(), messenger: 'telegram', amr: ['telegram'], acr: 'urn:atlas:acr:messenger' },
      source,
    ],
  });

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
const subjects = Array.from({ length: 200 }, () => ({ id: randomUUIDv7(), sequence: 0 }));
await atPace(Number(perSecond), warmUp + total, async (n) => {
  const subject = subjects[n % subjects.length] as (typeof subjects)[number];
  subject.sequence += 1;
  await insert(subject.id, subject.sequence);
  bus.wake();
});
const result = await summarise(agesMs, { wanted: total, total });
await bus.close();
await relay.stop();
await database.close();
process.send?.(result);
