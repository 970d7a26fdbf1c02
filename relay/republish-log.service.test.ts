import { randomUUIDv7 } from 'node:crypto';
import { createKafka, createNames, topics as table } from '@atlas/shared/kafka';
import type { EventHandler } from '@atlas/shared/ports';
import { describe, expect, it, vi } from 'vitest';
import { createKafkaHarness, logger, runRelayCommand } from './testing/index.ts';

const topics = ['atlas.accounts'];
const within = { timeout: 15_000, interval: 20 };
type Harness = Awaited<ReturnType<typeof createKafkaHarness>>;

const republish = ({ database, connection }: Harness, ...options: string[]) =>
  runRelayCommand(
    'republish.ts',
    {
      DATABASE_URL: database.url,
      KAFKA_BROKERS: connection.brokers.join(','),
      KAFKA_PREFIX: connection.prefix ?? '',
    },
    ...options,
  );

const loseTopics = async ({ connection }: Harness): Promise<void> => {
  const admin = createKafka(connection, { logger }).admin();
  await admin.connect();
  const names = createNames(connection.prefix);
  await admin.deleteTopics({ topics: table.map(({ name }) => names.topic(name)) });
  await admin.disconnect();
};

/** A group that notes which texts it heard, in order. */
const listen = async (harness: Harness, group: string): Promise<string[]> => {
  const heard: string[] = [];
  const bus = await harness.createMember();
  const handle: EventHandler = async (events) => {
    heard.push(...events.map(({ data }) => (data as { displayName: string }).displayName));
  };
  // A broker that has just begun may not know of its groups yet.
  await vi.waitFor(() => bus.subscribe({ group, topics, handle }), within);
  return heard;
};

describe('npm run bus:republish', () => {
  it('fills a Kafka that lost its data from the log, from the moment that is given on', async () => {
    await using harness = await createKafkaHarness();
    const key = randomUUIDv7();
    const relay = await harness.startRelay();
    await harness.append([{ key, text: 'long ago' }]);
    const since = new Date(Date.now() + 1);
    await expect.poll(() => Date.now(), { interval: 1 }).toBeGreaterThanOrEqual(since.getTime());
    await harness.append([
      { key, text: 'handled by nobody' },
      { key, text: 'nor this' },
    ]);
    await expect
      .poll(() => harness.database.query({ text: `select from bus_cursors where published <> '{}'` }), within)
      .toHaveLength(1);

    const busy = await republish(harness, '--since', since.toISOString());
    expect(busy).toMatchObject({ code: 2, said: expect.stringContaining('Stop every relay') });
    await relay.stop();
    await loseTopics(harness);
    const done = await republish(harness, '--since', since.toISOString());
    expect(done).toMatchObject({ code: 0, said: expect.stringContaining('will publish 2 events') });
    await harness.startRelay();

    const heard = await listen(harness, 'later');
    await expect.poll(() => heard, within).toEqual(['handled by nobody', 'nor this']);
    await harness.append([{ key, text: 'and on' }]);
    await expect.poll(() => heard.at(-1), within).toBe('and on');
  });

  it('never passes over what is not published yet', async () => {
    await using harness = await createKafkaHarness();
    const relay = await harness.startRelay();
    await relay.stop();
    await harness.append([{ key: randomUUIDv7(), text: 'waits' }]);
    const done = await republish(harness, '--since', '2999-01-01T00:00:00Z');
    expect(done).toMatchObject({ code: 0, said: expect.stringContaining('will publish 1 events') });
  });

  it('names what is wrong, and explains itself', async () => {
    await using harness = await createKafkaHarness();
    const [vague, unused, help] = await Promise.all([
      republish(harness, '--since', 'yesterday'),
      republish(harness, '--since', '2026-01-01T00:00:00Z'),
      republish(harness, '--help'),
    ]);
    expect(vague).toMatchObject({ code: 2, said: expect.stringContaining('ISO 8601') });
    expect(unused).toMatchObject({ code: 2, said: expect.stringContaining('No relay has published') });
    expect(help).toMatchObject({ code: 0, said: expect.stringContaining('bus:republish') });
  });
});
