import { randomUUIDv7 } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import { createKafka, createNames } from '@atlas/shared/kafka';
import { eventBusContract } from '@atlas/shared/ports/event-bus.contract';
import { describe, expect, it } from 'vitest';
import { createRelayedHarness, logger } from './testing/index.ts';

eventBusContract('Kafka', () => createRelayedHarness());

const topics = ['atlas.accounts'];
const within = { timeout: 15_000, interval: 20 };

describe('the bus on Kafka', () => {
  it('goes on by itself when Kafka comes back, with nothing lost', async () => {
    await using harness = await createRelayedHarness();
    const bus = await harness.createMember();
    const seen = new Set<number>();
    const key = randomUUIDv7();
    await bus.subscribe({
      group: 'g',
      topics,
      handle: async (events) => events.forEach((event) => void seen.add(event.sequence)),
    });
    await harness.append([{ key, text: 'before' }]);
    await expect.poll(() => [...seen], within).toEqual([1]);
    bus.kafka.cut();
    await harness.append([{ key, text: 'meanwhile' }]);
    await expect(bus.lag('g')).rejects.toMatchObject({
      code: 'unavailable',
      details: { dependency: 'kafka' },
    });
    bus.kafka.mend();
    await expect.poll(() => [...seen], within).toEqual([1, 2]);
    expect(await bus.lag('g')).toMatchObject({ events: 0 });
  });

  it('says that Kafka is away to whoever would join', async () => {
    await using harness = await createRelayedHarness();
    const bus = await harness.createMember();
    bus.kafka.cut();
    const joining = bus.subscribe({ group: 'g', topics, handle: async () => {} });
    await expect(joining).rejects.toMatchObject({ code: 'unavailable', details: { dependency: 'kafka' } });
  });

  it('parks nothing while the handler says that its dependency is away', async () => {
    await using harness = await createRelayedHarness();
    const bus = await harness.createMember();
    let calls = 0;
    const handle = async () => {
      calls += 1;
      if (calls <= 2) throw new AtlasError('unavailable', { dependency: 'postgres' });
    };
    await bus.subscribe({ group: 'g', topics, handle });
    await harness.append([{ key: randomUUIDv7(), text: 'patient' }]);
    await expect.poll(() => calls, within).toBe(3);
    await expect.poll(() => bus.lag('g'), within).toMatchObject({ events: 0, parked: 0 });
  });

  it('parks what the relay could not open, and passes over who was erased before it was published', async () => {
    await using harness = await createRelayedHarness({ isRelayed: false });
    const bus = await harness.createMember();
    const [key, gone] = [randomUUIDv7(), randomUUIDv7()];
    await harness.append([
      { key, text: 'true' },
      { key: gone, text: 'gone' },
    ]);
    const copy = (sequence: number, data: string) =>
      harness.database.query({
        text: `insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
               select gen_random_uuid(), type, topic, subject, $1, source, occurred_at, traceparent, ${data}
               from event_log where sequence = 1 and subject = $2`,
        values: [sequence, key],
      });
    await copy(2, 'data');
    await copy(3, `'{"locale": "xx"}'`);
    await harness.database.query({ text: 'delete from account_keys where account_id = $1', values: [gone] });
    await harness.startRelay();
    const seen: string[] = [];
    await bus.subscribe({
      group: 'g',
      topics,
      handle: async (events) => void seen.push(...events.map(({ subject }) => subject)),
    });
    await expect
      .poll(() => bus.parked('g').then((parked) => parked.map(({ error }) => error)), within)
      .toEqual(['does not open', 'does not match its schema']);
    await expect.poll(() => bus.lag('g'), within).toMatchObject({ events: 0, parked: 2 });
    expect(seen).toEqual([key]);
  });

  it('passes over a record that somebody else wrote to the topic', async () => {
    await using harness = await createRelayedHarness();
    const bus = await harness.createMember();
    const producer = createKafka(harness.connection, { logger }).producer();
    await producer.connect();
    const topic = createNames(harness.connection.prefix).topic('atlas.accounts');
    const key = randomUUIDv7();
    await producer.send({ topic, messages: [{ key, value: 'not ours' }] });
    await producer.disconnect();
    await harness.append([{ key, text: 'ours' }]);
    const seen: string[] = [];
    await bus.subscribe({
      group: 'g',
      topics,
      handle: async (events) => void seen.push(...events.map(({ id }) => id)),
    });
    await expect.poll(() => seen.length, within).toBe(1);
  });

  it('shows lag by partition, age at handling and rebalances to whoever watches', async () => {
    await using harness = await createRelayedHarness();
    const bus = await harness.createMember();
    const release = Promise.withResolvers<void>();
    await bus.subscribe({ group: 'g', topics, handle: () => release.promise });
    await harness.append([{ key: randomUUIDv7(), text: 'one' }]);
    const lagging = /atlas_consumer_lag\{group="g",topic="atlas.accounts",partition="\d+"\} 1/;
    await expect.poll(() => bus.metrics.text(), within).toMatch(lagging);
    release.resolve();
    await expect.poll(() => bus.metrics.text(), within).not.toMatch(lagging);
    expect(await bus.metrics.text()).toMatch(/atlas_event_age_seconds_count\{group="g"\} 1/);
    expect(await bus.metrics.text()).toMatch(/atlas_rebalance_total\{group="g"\} [1-9]/);
  });

  it('refuses to replay a group that has no member here', async () => {
    await using harness = await createRelayedHarness();
    const bus = await harness.createMember();
    await expect(bus.replayParked('nobody', randomUUIDv7())).rejects.toMatchObject({ code: 'not_found' });
  });
});
