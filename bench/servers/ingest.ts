import { randomUUID, randomUUIDv7 } from 'node:crypto';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { createNotify, createTelegramChannel } from '@atlas/notify';
import type { EventData } from '@atlas/shared/events';
import {
  createKafka,
  createKafkaEventBus,
  createNames,
  createPublisher,
  ensureTopics,
  type Outgoing,
  toRecord,
} from '@atlas/shared/kafka';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger, createMetrics } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';
import { newTraceparent } from '@atlas/shared/trace';
import { benchBotToken } from '../bot.ts';

/**
 * `ingest <url> <kafka brokers> <people> <events>`: from events that lie in Kafka to rows of what to send, each event a
 * message. Nothing is sent meanwhile.
 */
const [, , url = '', kafkaBrokers = '', people = '2000', events = '50000'] = process.argv;
const database = createDatabase({ url, applicationName: 'bench-ingest', statementTimeoutMs: 600_000 });
const vault = createVault([Buffer.alloc(32, 1)]);
const clock = systemClock;
const logger = createLogger({ process: 'bench', level: 'error' });
const connection = { brokers: kafkaBrokers.split(','), prefix: `bench-${randomUUID()}.` };
await ensureTopics({ connection, logger });
const publisher = createPublisher({
  kafka: createKafka(connection, { logger }),
  names: createNames(connection.prefix),
  logger,
});

const accounts = Array.from({ length: Number(people) }, () => ({ id: randomUUIDv7(), sequence: 0 }));
let position = 0;
const outgoing = <T extends keyof EventData>(
  account: (typeof accounts)[number],
  type: T,
  topic: string,
  data: EventData[T],
): Outgoing => {
  position += 1;
  account.sequence += 1;
  const row = {
    transactionId: '1000',
    position,
    id: randomUUIDv7(),
    source: '/atlas/bench',
    type,
    topic,
    subject: account.id,
    sequence: account.sequence,
    occurredAt: clock(),
    traceparent: newTraceparent(),
    data,
    sealedKey: null,
    isBlocked: false,
  };
  return { row, data };
};

const publish = async (all: readonly Outgoing[]) => {
  for (let from = 0; from < all.length; from += 1000)
    await publisher.publish(all.slice(from, from + 1000).map(toRecord));
};
const rows = async (template: string): Promise<number> => {
  const [counted] = await database.query<{ n: number }>({
    text: 'select count(*)::int as n from notify.deliveries where template = $1',
    values: [template],
  });
  return counted?.n ?? 0;
};

const registered = accounts.map((account, n) =>
  outgoing(account, 'user.registered.v1', 'atlas.accounts', {
    messenger: 'telegram',
    appScope: benchBotToken.split(':', 1)[0] ?? '',
    chatId: String(80_000_000 + n),
    identityId: randomUUIDv7(),
    displayName: `Person ${n}`,
    locale: 'en',
  }),
);
const paid = Array.from({ length: Number(events) }, (_, n) =>
  outgoing(accounts[n % accounts.length] as (typeof accounts)[number], 'order.paid.v1', 'atlas.orders', {
    orderId: randomUUIDv7(),
    orderNumber: `A-${n}`,
    totalMinor: 1990,
    currency: 'EUR',
  }),
);

const channel = createTelegramChannel({ botToken: benchBotToken, apiRoot: 'http://127.0.0.1:1' });
// Told to wait until tomorrow: what is measured is the way into the table.
await database.query({
  text: `insert into notify.lanes (lane, next_slot_at, paused_until) values ($1, 'epoch', now() + interval '1 day')`,
  values: [channel.lane],
});
const start = async () => {
  const bus = createKafkaEventBus({ connection, database, vault, clock, logger, metrics: createMetrics() });
  const notify = createNotify({
    database,
    vault,
    bus,
    clock,
    logger,
    metrics: createMetrics(),
    channels: [channel],
    miniappUrl: 'https://example.org/miniapp/',
  });
  await notify.start();
  return async () => {
    await notify.stop();
    await bus.close();
  };
};

// The people first, which also compiles the code and fills the caches.
await publish(registered);
const stopFirst = await start();
while ((await rows('welcome')) < accounts.length) await delay(50);
await stopFirst();

await publish(paid);
const stop = await start();
const startedAt = performance.now();
while ((await rows('order_paid')) < paid.length) await delay(50);
const seconds = (performance.now() - startedAt) / 1000;
await stop();
await publisher.close();
await database.close();
process.send?.({ perSecond: paid.length / seconds });
