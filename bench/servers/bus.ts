import { randomUUIDv7 } from 'node:crypto';
import process from 'node:process';
import { createEmbeddedEventBus } from '@atlas/shared/event-bus';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';

/** `relay <url>`: drains the log as fast as it can. `age <url> <perSecond> <seconds>`: how old events are when handled. */
const [, , what, url = '', ...rest] = process.argv;
const database = createDatabase({ url, applicationName: 'bench-bus', statementTimeoutMs: 600_000 });
const bus = createEmbeddedEventBus({
  database,
  databaseUrl: url,
  vault: createVault([Buffer.alloc(32, 1)]),
  clock: systemClock,
  logger: createLogger({ process: 'bench', level: 'warn' }),
});

const insert = (subject: string, sequence: number) =>
  database.query({
    name: 'bench_event',
    text: `insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
           values ($1, 'session.opened.v1', 'atlas.accounts', $2, $3, '/atlas/bench', $4,
             '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', $5)`,
    values: [
      randomUUIDv7(),
      subject,
      sequence,
      new Date().toISOString(),
      { sessionId: randomUUIDv7(), messenger: 'telegram', amr: ['telegram'], acr: 'urn:atlas:acr:messenger' },
    ],
  });

const relay = async (events: number) => {
  await database.query({
    text: `insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
           select uuidv7(), 'session.opened.v1', 'atlas.accounts', ('00000000-0000-7000-8000-' || lpad((n % 5000)::text, 12, '0'))::uuid,
             n / 5000 + 1, '/atlas/bench', now(), '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
             jsonb_build_object('sessionId', uuidv7(), 'messenger', 'telegram', 'amr', jsonb_build_array('telegram'),
               'acr', 'urn:atlas:acr:messenger')
           from generate_series(0, ${events - 1}) as n`,
  });
  let handled = 0;
  const startedAt = performance.now();
  const done = Promise.withResolvers<void>();
  const member = await bus.subscribe({
    group: `bench-${randomUUIDv7()}`,
    topics: ['atlas.accounts'],
    handle: async (batch) => {
      handled += batch.filter(({ type }) => type === 'session.opened.v1').length;
      if (handled >= events) done.resolve();
    },
  });
  await done.promise;
  const seconds = (performance.now() - startedAt) / 1000;
  await member.stop();
  return { perSecond: events / seconds };
};

const age = async (perSecond: number, seconds: number) => {
  const ages: number[] = [];
  const member = await bus.subscribe({
    group: `bench-${randomUUIDv7()}`,
    topics: ['atlas.accounts'],
    from: 'latest',
    handle: async (batch) => {
      const now = Date.now();
      for (const { time } of batch) ages.push(now - Date.parse(time));
    },
  });
  const subjects = Array.from({ length: 200 }, () => ({ id: randomUUIDv7(), sequence: 0 }));
  const startedAt = performance.now();
  for (let n = 0; n < perSecond * seconds; n += 1) {
    const dueInMs = startedAt + (n * 1000) / perSecond - performance.now();
    if (dueInMs > 1) await new Promise((resolve) => setTimeout(resolve, dueInMs));
    const subject = subjects[n % subjects.length] as (typeof subjects)[number];
    subject.sequence += 1;
    void insert(subject.id, subject.sequence).then(() => bus.wake());
  }
  while (ages.length < perSecond * seconds) await new Promise((resolve) => setTimeout(resolve, 20));
  await member.stop();
  ages.sort((a, b) => a - b);
  return { p50Ms: ages[Math.floor(ages.length * 0.5)], p99Ms: ages[Math.floor(ages.length * 0.99)] };
};

const result = what === 'relay' ? await relay(Number(rest[0])) : await age(Number(rest[0]), Number(rest[1]));
await bus.close();
await database.close();
process.send?.(result);
