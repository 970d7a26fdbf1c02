import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createAppendEvents, createCuttableServer, createTestDatabase } from '@atlas/shared/testing';
import { describe, expect, inject, it } from 'vitest';
import { AtlasError } from '../errors/index.ts';
import { type ContractEvent, eventBusContract } from '../ports/event-bus.contract.ts';
import { systemClock } from '../ports/index.ts';
import { createLogger } from '../process/index.ts';
import { createVault } from '../sealing/index.ts';
import { createEmbeddedEventBus, requestReplay } from './index.ts';

const vault = createVault([Buffer.alloc(32, 7)]);
const logger = createLogger({ process: 'test', level: 'silent' });
const topics = ['atlas.accounts'];

/** The log on a database of its own. */
const createHarness = async () => {
  const database = await createTestDatabase(inject('postgres'));
  const stack = new AsyncDisposableStack();
  stack.use(database);

  const append = createAppendEvents({ database, vault, clock: systemClock });

  const createMember = async () => {
    const way = stack.use(await createCuttableServer(database.url));
    const bus = createEmbeddedEventBus({
      database,
      databaseUrl: way.url,
      vault,
      clock: systemClock,
      logger,
      pollMs: 50,
    });
    stack.defer(() => bus.close());
    return { ...bus, way, kill: async () => way.cut() };
  };

  return {
    database,
    createMember,
    append: async (events: readonly ContractEvent[]) => {
      for (const { key, text, traceparent } of events) {
        await append([
          { subject: key, type: 'account.updated.v1', data: { displayName: text }, traceparent },
        ]);
      }
    },
    askForReplay: (group: string) => requestReplay(database, { group, now: systemClock() }),
    appendUndecodable: (key: string) =>
      append([{ subject: key, type: 'account.updated.v1', data: {}, storedType: 'account.forgotten.v9' }]),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
};

eventBusContract('the embedded bus', createHarness);

describe('the embedded bus', () => {
  it('goes on by itself when PostgreSQL comes back, with nothing lost', async () => {
    await using harness = await createHarness();
    const bus = await harness.createMember();
    const seen: number[] = [];
    const key = randomUUIDv7();
    await bus.subscribe({
      group: 'g',
      topics,
      handle: async (events) => void seen.push(...events.map((e) => e.sequence)),
    });
    await harness.append([{ key, text: 'before' }]);
    await expect.poll(() => seen).toEqual([1]);
    bus.way.cut();
    await harness.append([{ key, text: 'meanwhile' }]);
    bus.way.mend();
    await expect.poll(() => [...new Set(seen)], { timeout: 5000 }).toEqual([1, 2]);
  });

  it('parks nothing while the handler says that its dependency is away', async () => {
    await using harness = await createHarness();
    const bus = await harness.createMember();
    let calls = 0;
    const handle = async () => {
      calls += 1;
      if (calls <= 2) throw new AtlasError('unavailable', { dependency: 'postgres' });
    };
    await bus.subscribe({ group: 'g', topics, handle });
    await harness.append([{ key: randomUUIDv7(), text: 'patient' }]);
    await expect.poll(() => bus.lag('g'), { timeout: 8000 }).toMatchObject({ events: 0, parked: 0 });
    expect(calls).toBe(3);
  });

  it('parks an event whose sealed field was moved from another event, and one that breaks its schema', async () => {
    await using harness = await createHarness();
    const bus = await harness.createMember();
    const key = randomUUIDv7();
    await harness.append([{ key, text: 'true' }]);
    const copy = (sequence: number, data: string) =>
      harness.database.query({
        text: `insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
               select gen_random_uuid(), type, topic, subject, $1, source, occurred_at, traceparent, ${data} from event_log where sequence = 1`,
        values: [sequence],
      });
    await copy(2, 'data');
    await copy(3, `'{"locale": "xx"}'`);
    const seen: number[] = [];
    await bus.subscribe({
      group: 'g',
      topics,
      handle: async (events) => void seen.push(...events.map((e) => e.sequence)),
    });
    await expect
      .poll(() => bus.parked('g').then((parked) => parked.map(({ error }) => error)))
      .toEqual(['does not open', 'does not match its schema']);
    expect(seen).toEqual([1]);
  });

  it('passes over the events of a person who was erased', async () => {
    await using harness = await createHarness();
    const bus = await harness.createMember();
    const [gone, here] = [randomUUIDv7(), randomUUIDv7()];
    await harness.append([
      { key: gone, text: 'gone' },
      { key: here, text: 'here' },
    ]);
    await harness.database.query({ text: 'delete from account_keys where account_id = $1', values: [gone] });
    const subjects: string[] = [];
    await bus.subscribe({
      group: 'g',
      topics,
      handle: async (events) => void subjects.push(...events.map((e) => e.subject)),
    });
    await expect.poll(() => bus.lag('g')).toMatchObject({ events: 0, parked: 0 });
    expect(subjects).toEqual([here]);
  });

  it('never passes over a commit that was slow', async () => {
    await using harness = await createHarness();
    const bus = await harness.createMember();
    const subjects: string[] = [];
    await bus.subscribe({
      group: 'g',
      topics,
      handle: async (events) => void subjects.push(...events.map((e) => e.subject)),
    });
    const [slow, quick] = [randomUUIDv7(), randomUUIDv7()];
    await harness.append([{ key: slow, text: 'first' }]);
    await expect.poll(() => subjects.length).toBe(1);
    await harness.database.transaction(async (tx) => {
      await tx.query({
        text: `insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
               select gen_random_uuid(), type, topic, subject, 2, source, occurred_at, traceparent, '{}' from event_log where subject = $1`,
        values: [slow],
      });
      await harness.append([{ key: quick, text: 'overtakes' }]);
      expect(await bus.lag('g')).toMatchObject({ events: 1 });
      // Several polls, each of which could take the event that overtakes.
      await delay(200);
    });
    await expect.poll(() => subjects).toEqual([slow, slow, quick]);
  });

  it('refuses to replay a group that has no member here', async () => {
    await using harness = await createHarness();
    const bus = await harness.createMember();
    await expect(bus.replayParked('nobody', randomUUIDv7())).rejects.toMatchObject({ code: 'not_found' });
  });
});
