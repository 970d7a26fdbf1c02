import { randomUUIDv7 } from 'node:crypto';
import type { AtlasEvent } from '@atlas/shared/events';
import { sink } from '@atlas/shared/kafka';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKafkaHarness } from './testing/index.ts';

const topics = ['atlas.accounts'];
const within = { timeout: 20_000, interval: 20 };
type Harness = Awaited<ReturnType<typeof createKafkaHarness>>;

/** What reaches a group, each event once, in the order of its first arrival. */
const collect = async (harness: Harness) => {
  const bus = await harness.createMember();
  const events = new Map<string, AtlasEvent>();
  await bus.subscribe({
    group: 'g',
    topics,
    handle: async (batch) => {
      for (const event of batch) if (!events.has(event.id)) events.set(event.id, event);
    },
  });
  return {
    count: () => events.size,
    sequencesOf: (key: string) =>
      [...events.values()].filter(({ subject }) => subject === key).map(({ sequence }) => sequence),
  };
};

const oneTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);
const appendTimes = async (harness: Harness, key: string, times: number) => {
  for (let n = 0; n < times; n += 1) await harness.append([{ key, text: `${n}` }]);
};

describe('the relay', () => {
  it('publishes alone while another one stands by, which takes over when it is gone', async () => {
    await using harness = await createKafkaHarness();
    const first = await harness.startRelay();
    await harness.startRelay();
    const reader = await collect(harness);
    const key = randomUUIDv7();
    await appendTimes(harness, key, 5);
    await expect.poll(() => reader.sequencesOf(key), within).toEqual(oneTo(5));
    first.postgres.cut();
    await appendTimes(harness, key, 5);
    await expect.poll(() => reader.sequencesOf(key), within).toEqual(oneTo(10));
  });

  it('waits while Kafka is away, and drains the log in order when it is back', async () => {
    await using harness = await createKafkaHarness();
    const relay = await harness.startRelay();
    const reader = await collect(harness);
    const keys = [randomUUIDv7(), randomUUIDv7()];
    for (const key of keys) await appendTimes(harness, key, 3);
    await expect.poll(reader.count, within).toBe(6);
    relay.kafka.cut();
    for (const key of keys) await appendTimes(harness, key, 10);
    await expect.poll(() => relay.metrics.text(), within).toContain('atlas_outbox_backlog 20\n');
    const [kafka] = relay.healthChecks.filter(({ name }) => name === 'kafka');
    await expect(kafka?.check()).rejects.toMatchObject({ code: 'unavailable' });
    relay.kafka.mend();
    for (const key of keys) await expect.poll(() => reader.sequencesOf(key), within).toEqual(oneTo(13));
    await expect.poll(() => relay.metrics.text(), within).toContain('atlas_outbox_backlog 0\n');
    await expect(kafka?.check()).resolves.toBeUndefined();
  });

  it('keeps the order of each account, whatever is written together and however often its way to Kafka ends', async () => {
    await using harness = await createKafkaHarness();
    const relay = await harness.startRelay();
    const reader = await collect(harness);
    const step = fc.record({
      accounts: fc.array(fc.nat(3), { minLength: 1, maxLength: 6 }),
      isCut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const keys = Array.from({ length: 4 }, () => randomUUIDv7());
        for (const { accounts, isCut } of steps) {
          if (isCut) relay.kafka.cut();
          const writes = accounts.map((n) => harness.append([{ key: keys[n] as string, text: `${n}` }]));
          await Promise.all(writes);
          relay.kafka.mend();
        }
        for (const [n, key] of keys.entries()) {
          const written = steps.flatMap(({ accounts }) => accounts).filter((account) => account === n).length;
          await expect.poll(() => reader.sequencesOf(key), within).toEqual(oneTo(written));
        }
      }),
      { numRuns: 12 },
    );
  });

  it('parks an event that no topic would take, and publishes what comes after', async () => {
    await using harness = await createKafkaHarness();
    await harness.startRelay();
    const reader = await collect(harness);
    const key = randomUUIDv7();
    await harness.append([
      { key, text: 'x'.repeat(3_000_000) },
      { key, text: 'next' },
    ]);
    await expect.poll(() => reader.sequencesOf(key), within).toEqual([2]);
    const bus = await harness.createMember();
    expect(await bus.parked(sink)).toMatchObject([{ key, reason: 'undecodable', error: 'too large' }]);
  });

  it('publishes at once when another process hints that the log grew', async () => {
    await using harness = await createKafkaHarness();
    await harness.startRelay({ pollMs: 60_000 });
    const reader = await collect(harness);
    const writer = await harness.createMember();
    const key = randomUUIDv7();
    await harness.append([{ key, text: 'hinted' }]);
    writer.wake();
    await expect.poll(() => reader.sequencesOf(key), within).toEqual([1]);
  });
});
