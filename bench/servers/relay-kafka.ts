import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { createRelay } from '@atlas/relay';
import { type LogRow, startReader } from '@atlas/shared/event-bus';
import { createKafka, createNames, ensureTopics, sink, toMessage } from '@atlas/shared/kafka';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger, createMetrics } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';

/**
 * `relay-kafka <url> <kafka brokers> <events> <rounds>`: the relay from log to Kafka, and the client alone with the very
 * same batches out of memory, in turn.
 */
const [, , url = '', kafkaBrokers = '', events = '100000', rounds = '3'] = process.argv;
const wanted = Number(events);
const batchSize = 1000;
const topics = ['atlas.accounts'];
const database = createDatabase({ url, applicationName: 'bench-relay', statementTimeoutMs: 600_000 });
const logger = createLogger({ process: 'bench', level: 'error' });
const vault = createVault([Buffer.alloc(32, 1)]);

await database.query({
  text: `insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
         select uuidv7(), 'session.opened.v1', 'atlas.accounts', ('00000000-0000-7000-8000-' || lpad((n % 5000)::text, 12, '0'))::uuid,
           n / 5000 + 1, '/atlas/bench', now(), '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
           jsonb_build_object('sessionId', uuidv7(), 'messenger', 'telegram', 'amr', jsonb_build_array('telegram'),
             'acr', 'urn:atlas:acr:messenger')
         from generate_series(0, ${wanted - 1}) as n`,
});

const founded = (group: string) =>
  database.query({
    text: `insert into bus_cursors (consumer_group, topics, transaction_id, position) values ($1, $2, '0', 0)
           on conflict (consumer_group) do update set transaction_id = '0', position = 0`,
    values: [group, topics],
  });

const createTopics = async () => {
  const connection = { brokers: kafkaBrokers.split(','), prefix: `bench-${randomUUID()}.` };
  await ensureTopics({ connection, logger });
  return connection;
};

/** The log's rows as the relay reads them, in its batches. */
const readBatches = async (): Promise<LogRow[][]> => {
  await founded('bench');
  const batches: LogRow[][] = [];
  let read = 0;
  const done = Promise.withResolvers<void>();
  const process = async (_sql: unknown, rows: readonly LogRow[]) => {
    batches.push([...rows]);
    read += rows.length;
    if (read >= wanted) done.resolve();
    return rows.at(-1) ?? null;
  };
  const reader = await startReader({
    databaseUrl: url,
    group: 'bench',
    topics,
    batchSize,
    pollMs: 50,
    logger,
    process,
  });
  await done.promise;
  await reader.stop();
  return batches;
};

const bare = async (batches: readonly LogRow[][]): Promise<number> => {
  const connection = await createTopics();
  const topic = createNames(connection.prefix).topic('atlas.accounts');
  const producer = createKafka(connection, { logger }).producer({
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  const made = batches.map((rows) => rows.map((row) => toMessage({ row, data: row.data })));
  const startedAt = performance.now();
  for (const messages of made) await producer.send({ topic, messages, acks: -1 });
  const seconds = (performance.now() - startedAt) / 1000;
  await producer.disconnect();
  return made.flat().length / seconds;
};

const published = async (): Promise<number> => {
  const [row] = await database.query<{ n: number }>({
    text: `select coalesce(sum(value::bigint), 0) as n from bus_cursors c, jsonb_each_text(c.published)
           where c.consumer_group = $1`,
    values: [sink],
  });
  return row?.n ?? 0;
};

const relayed = async (): Promise<number> => {
  const connection = await createTopics();
  await founded(sink);
  await database.query({ text: `update bus_cursors set published = '{}'` });
  const metrics = createMetrics({ runtime: false });
  const deps = { database, databaseUrl: url, vault, clock: systemClock, logger, metrics, batchSize };
  const relay = createRelay({ connection, ...deps });
  const startedAt = performance.now();
  await relay.start();
  while ((await published()) < wanted) await delay(10);
  const seconds = (performance.now() - startedAt) / 1000;
  await relay.stop();
  return wanted / seconds;
};

const batches = await readBatches();
const rates: { bare: number; relayed: number }[] = [];
for (let round = 0; round <= Number(rounds); round += 1)
  rates.push({ bare: await bare(batches), relayed: await relayed() });
await database.close();
// The first round compiled the code.
process.send?.(rates.slice(1));
