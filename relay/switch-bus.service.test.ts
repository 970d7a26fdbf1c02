import { randomUUIDv7 } from 'node:crypto';
import { createEmbeddedEventBus } from '@atlas/shared/event-bus';
import type { AtlasEvent } from '@atlas/shared/events';
import { type EventHandler, systemClock } from '@atlas/shared/ports';
import { describe, expect, it } from 'vitest';
import { switchBus } from './index.ts';
import { createKafkaHarness, logger, runRelayCommand, vault } from './testing/index.ts';

const topics = ['atlas.accounts'];
const within = { timeout: 15_000, interval: 20 };
type Harness = Awaited<ReturnType<typeof createKafkaHarness>>;

const embeddedBus = ({ database }: Harness) =>
  createEmbeddedEventBus({
    database,
    databaseUrl: database.url,
    vault,
    clock: systemClock,
    logger,
    pollMs: 20,
  });

const switchOf = ({ database, connection }: Harness) =>
  switchBus({ databaseUrl: database.url, connection, logger });

const createRecorder = () => {
  const events: AtlasEvent[] = [];
  const refused = new Set<number>();
  const handle: EventHandler = async (batch) => {
    if (batch.some(({ sequence }) => refused.has(sequence))) throw new TypeError('refused by the test');
    events.push(...batch);
  };
  const sequencesOf = (key: string) =>
    events.filter(({ subject }) => subject === key).map(({ sequence }) => sequence);
  return { handle, refused, sequencesOf };
};

const oneTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe('npm run bus:switch', () => {
  it('moves each group where it stands: nothing lost, nothing twice, each account in order, what is parked stays', async () => {
    await using harness = await createKafkaHarness();
    const [key, ill] = [randomUUIDv7(), randomUUIDv7()];
    const [ahead, behind] = [createRecorder(), createRecorder()];
    const append = (account: string, times: number) =>
      harness.append(oneTo(times).map((n) => ({ key: account, text: `${n}` })));

    const embedded = embeddedBus(harness);
    const slow = await embedded.subscribe({ group: 'behind', topics, handle: behind.handle });
    await append(key, 3);
    await expect.poll(() => behind.sequencesOf(key), within).toEqual(oneTo(3));
    await slow.stop();
    ahead.refused.add(2);
    await embedded.subscribe({ group: 'ahead', topics, handle: ahead.handle, from: 'latest' });
    await append(key, 3);
    await append(ill, 3);
    await expect.poll(() => embedded.parked('ahead').then((parked) => parked.length), within).toBe(2);

    await expect(switchOf(harness)).rejects.toThrow(
      'Still read by running processes: ahead. Stop them, then run this again.',
    );
    await embedded.close();
    expect(await switchOf(harness)).toMatchObject({ groups: ['ahead', 'behind'], isNew: true });
    await append(key, 3);

    await harness.startRelay();
    const bus = await harness.createMember();
    await bus.subscribe({ group: 'ahead', topics, handle: ahead.handle, from: 'latest' });
    await bus.subscribe({ group: 'behind', topics, handle: behind.handle });
    await append(key, 3);
    await append(ill, 1);

    await expect.poll(() => behind.sequencesOf(key), within).toEqual(oneTo(12));
    await expect.poll(() => behind.sequencesOf(ill), within).toEqual(oneTo(4));
    await expect.poll(() => ahead.sequencesOf(key).at(-1), within).toBe(12);
    await expect.poll(() => bus.parked('ahead').then((parked) => parked.length), within).toBe(3);
    ahead.refused.clear();
    expect(await bus.replayParked('ahead', ill)).toBe(3);
    expect(ahead.sequencesOf(ill)).toEqual(oneTo(4));
    const seen = ahead.sequencesOf(key);
    expect(seen).toEqual(oneTo(12).slice(-seen.length));
    expect(seen.length).toBeGreaterThanOrEqual(9);

    expect(await switchOf(harness)).toMatchObject({ groups: ['ahead', 'behind'], isNew: false });
  });

  it('starts from the log alone where nobody has read it yet', async () => {
    await using harness = await createKafkaHarness();
    const key = randomUUIDv7();
    await harness.append([{ key, text: 'first' }]);
    const said = await runRelayCommand('switch.ts', {
      DATABASE_URL: harness.database.url,
      KAFKA_BROKERS: harness.connection.brokers.join(','),
      KAFKA_PREFIX: harness.connection.prefix ?? '',
    });
    expect(said).toMatchObject({ code: 0, said: expect.stringContaining('Switched 0 groups') });
    await harness.startRelay();
    const bus = await harness.createMember();
    const recorder = createRecorder();
    await bus.subscribe({ group: 'g', topics, handle: recorder.handle });
    await expect.poll(() => recorder.sequencesOf(key), within).toEqual([1]);
  });
});
