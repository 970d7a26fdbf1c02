import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AtlasEvent } from '../events/index.ts';
import { newTraceparent, traceIdOf } from '../trace/index.ts';
import type { EventBus, EventHandler } from './event-bus.ts';

/** An `account.updated.v1` of the account `key` with this display name. */
export type ContractEvent = { key: string; text: string; traceparent?: string };

/** What a driver brings to be tested: a place of its own to publish to, and members that can die. */
export type EventBusHarness = AsyncDisposable & {
  /** Commits the events, each key's in the order given. */
  append(events: readonly ContractEvent[]): Promise<void>;
  /** Commits an event of a type that the catalogue doesn't know. */
  appendUndecodable(key: string): Promise<void>;
  /** Asks for a replay of all that the group parked, as an operator does. @returns how many events that is */
  askForReplay(group: string): Promise<number>;
  /** A process's bus. `kill` cuts it off for good, as kill -9 would, with nothing drained or stored. */
  createMember(): Promise<EventBus & { kill(): Promise<void> }>;
};

const topics = ['atlas.accounts'];
const textOf = (event: AtlasEvent) => String((event.data as { displayName?: string }).displayName);

/** Remembers what a group was given, in order, and can refuse texts. */
const createRecorder = () => {
  const events: AtlasEvent[] = [];
  const refused = new Set<string>();
  const handle: EventHandler = async (batch) => {
    if (batch.some((event) => refused.has(textOf(event)))) throw new TypeError('refused by the test');
    events.push(...batch);
  };
  return {
    handle,
    events,
    refused,
    texts: () => events.map(textOf),
    sequencesOf: (key: string) =>
      events.filter(({ subject }) => subject === key).map(({ sequence }) => sequence),
  };
};

const firstOccurrences = (sequences: readonly number[]) => [...new Set(sequences)];
const oneTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);
const within = { timeout: 15_000, interval: 20 };

/** What every event bus promises, whatever carries it. */
export const eventBusContract = (name: string, createHarness: () => Promise<EventBusHarness>): void => {
  describe(`${name} as an event bus`, () => {
    it('gives every event to every group, whichever came first', async () => {
      await using harness = await createHarness();
      const bus = await harness.createMember();
      const [early, late] = [createRecorder(), createRecorder()];
      const key = randomUUID();
      await bus.subscribe({ group: 'early', topics, handle: early.handle });
      await harness.append([
        { key, text: 'one' },
        { key, text: 'two' },
      ]);
      await bus.subscribe({ group: 'late', topics, handle: late.handle });
      await expect.poll(early.texts, within).toEqual(['one', 'two']);
      await expect.poll(late.texts, within).toEqual(['one', 'two']);
    });

    it('starts a group that asks for the latest after what is there', async () => {
      await using harness = await createHarness();
      const bus = await harness.createMember();
      const recorder = createRecorder();
      const key = randomUUID();
      const other = createRecorder();
      await bus.subscribe({ group: 'other', topics, handle: other.handle });
      await harness.append([{ key, text: 'before' }]);
      // What another group was given is past for everybody; an event just committed need not be.
      await expect.poll(other.texts, within).toEqual(['before']);
      await bus.subscribe({ group: 'new', topics, handle: recorder.handle, from: 'latest' });
      await harness.append([{ key, text: 'after' }]);
      await expect.poll(recorder.texts, within).toEqual(['after']);
    });

    it('keeps the order of each key while members join and leave, and loses nothing', async () => {
      await using harness = await createHarness();
      const recorder = createRecorder();
      const keys = Array.from({ length: 5 }, () => randomUUID());
      const rounds = 40;
      const publishing = (async () => {
        for (let round = 0; round < rounds; round += 1)
          await harness.append(keys.map((key) => ({ key, text: `${round}` })));
      })();
      const members = await Promise.all(Array.from({ length: 4 }, () => harness.createMember()));
      const subscribe = (bus: EventBus) =>
        bus.subscribe({ group: 'shared', topics, handle: recorder.handle, batchSize: 10 });
      const [first, second] = await Promise.all(members.slice(0, 2).map(subscribe));
      await expect.poll(() => recorder.events.length, within).toBeGreaterThan(20);
      await first?.stop();
      await Promise.all(members.slice(2).map(subscribe));
      await expect.poll(() => recorder.events.length, within).toBeGreaterThan(60);
      await second?.stop();
      await publishing;
      for (const key of keys) {
        await expect.poll(() => firstOccurrences(recorder.sequencesOf(key)), within).toEqual(oneTo(rounds));
      }
    });

    it('gives a batch again when its member was killed in the middle', async () => {
      await using harness = await createHarness();
      const [victim, heir] = await Promise.all([harness.createMember(), harness.createMember()]);
      const key = randomUUID();
      const release = Promise.withResolvers<void>();
      const begun = Promise.withResolvers<void>();
      const recorder = createRecorder();
      await victim.subscribe({
        group: 'g',
        topics,
        handle: async () => {
          begun.resolve();
          await release.promise;
        },
      });
      await harness.append(oneTo(3).map((n) => ({ key, text: `${n}` })));
      await begun.promise;
      await heir.subscribe({ group: 'g', topics, handle: recorder.handle });
      await victim.kill();
      await expect.poll(recorder.texts, within).toEqual(['1', '2', '3']);
      release.resolve();
    });

    it('parks what can not be handled and what is behind it; other keys flow; a replay brings them in order', async () => {
      await using harness = await createHarness();
      const bus = await harness.createMember();
      const recorder = createRecorder();
      const [ill, well] = [randomUUID(), randomUUID()];
      recorder.refused.add('poison');
      await bus.subscribe({ group: 'g', topics, handle: recorder.handle });
      await harness.append([
        { key: ill, text: 'poison' },
        { key: well, text: 'a' },
        { key: ill, text: 'behind 1' },
      ]);
      await expect.poll(recorder.texts, within).toEqual(['a']);
      await harness.append([
        { key: ill, text: 'behind 2' },
        { key: well, text: 'b' },
      ]);
      await expect.poll(recorder.texts, within).toEqual(['a', 'b']);

      await expect.poll(() => bus.parked('g').then((parked) => parked.length), within).toBe(3);
      const parked = await bus.parked('g');
      expect(parked.map(({ key, reason }) => [key, reason])).toEqual([
        [ill, 'failed'],
        [ill, 'behind'],
        [ill, 'behind'],
      ]);
      expect(parked[0]).toMatchObject({ error: 'TypeError', attempts: 3 });

      expect(await bus.replayParked('g', ill)).toBe(0);
      expect((await bus.parked('g'))[0]).toMatchObject({ reason: 'failed', attempts: 4 });

      recorder.refused.clear();
      expect(await bus.replayParked('g', ill)).toBe(3);
      expect(recorder.texts()).toEqual(['a', 'b', 'poison', 'behind 1', 'behind 2']);
      expect(await bus.parked('g')).toEqual([]);
      await harness.append([{ key: ill, text: 'after' }]);
      await expect.poll(recorder.texts, within).toContain('after');
    });

    it('replays what an operator asked for, and forgets the request when it fails again', async () => {
      await using harness = await createHarness();
      const bus = await harness.createMember();
      const recorder = createRecorder();
      const key = randomUUID();
      recorder.refused.add('poison');
      await bus.subscribe({ group: 'g', topics, handle: recorder.handle });
      await harness.append([
        { key, text: 'poison' },
        { key, text: 'behind' },
      ]);
      await expect.poll(() => bus.parked('g').then((parked) => parked.length), within).toBe(2);

      expect(await harness.askForReplay('g')).toBe(2);
      const triedOnce = [
        { attempts: 4, replayRequestedAt: null },
        { attempts: 0, replayRequestedAt: null },
      ];
      await expect.poll(() => bus.parked('g'), within).toMatchObject(triedOnce);

      recorder.refused.clear();
      await harness.askForReplay('g');
      await expect.poll(recorder.texts, within).toEqual(['poison', 'behind']);
      await expect.poll(() => bus.parked('g'), within).toEqual([]);
    });

    it('parks what it can not decode, and lets even the same key flow on', async () => {
      await using harness = await createHarness();
      const bus = await harness.createMember();
      const recorder = createRecorder();
      const key = randomUUID();
      await bus.subscribe({ group: 'g', topics, handle: recorder.handle });
      await harness.appendUndecodable(key);
      await harness.append([{ key, text: 'next' }]);
      await expect.poll(recorder.texts, within).toEqual(['next']);
      expect(await bus.parked('g')).toMatchObject([{ key, reason: 'undecodable', error: 'unknown type' }]);
      expect(await bus.lag('g')).toMatchObject({ parked: 1 });
    });

    it('drains what is in flight when it stops, and gives it to nobody again', async () => {
      await using harness = await createHarness();
      const [leaving, staying] = await Promise.all([harness.createMember(), harness.createMember()]);
      const [begun, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const recorder = createRecorder();
      let finished = 0;
      const subscription = await leaving.subscribe({
        group: 'g',
        topics,
        handle: async (events) => {
          begun.resolve();
          await release.promise;
          finished += events.length;
        },
      });
      await harness.append([{ key: randomUUID(), text: 'in flight' }]);
      await begun.promise;
      const stopped = subscription.stop();
      release.resolve();
      await stopped;
      expect(finished).toBe(1);
      await staying.subscribe({ group: 'g', topics, handle: recorder.handle });
      await harness.append([{ key: randomUUID(), text: 'next' }]);
      await expect.poll(recorder.texts, within).toEqual(['next']);
    });

    it('tells how far a group is behind, and how old the oldest event is', async () => {
      await using harness = await createHarness();
      const bus = await harness.createMember();
      const release = Promise.withResolvers<void>();
      await bus.subscribe({ group: 'g', topics, handle: () => release.promise });
      expect(await bus.lag('g')).toEqual({ group: 'g', events: 0, oldestSeconds: 0, parked: 0 });
      await harness.append(oneTo(7).map((n) => ({ key: randomUUID(), text: `${n}` })));
      await delay(30);
      const behind = await bus.lag('g');
      expect(behind).toMatchObject({ events: 7, parked: 0 });
      expect(behind.oldestSeconds).toBeGreaterThanOrEqual(0.03);
      expect(behind.oldestSeconds).toBeLessThan(10);
      release.resolve();
      await expect
        .poll(() => bus.lag('g'), within)
        .toEqual({ group: 'g', events: 0, oldestSeconds: 0, parked: 0 });
    });

    it('carries names in any script, and the trace, unchanged', async () => {
      await using harness = await createHarness();
      const bus = await harness.createMember();
      const recorder = createRecorder();
      const text = 'Ünï 李雷 👩‍👩‍👧‍👧 \u202Eevil <b>&amp; "\\\n';
      const [key, traceparent] = [randomUUID(), newTraceparent()];
      await bus.subscribe({ group: 'g', topics, handle: recorder.handle });
      await harness.append([{ key, text, traceparent }]);
      await expect.poll(recorder.texts, within).toEqual([text]);
      expect(recorder.events[0]).toMatchObject({
        specversion: '1.0',
        type: 'account.updated.v1',
        subject: key,
        sequence: 1,
        traceparent,
        correlationid: traceIdOf(traceparent),
      });
    });

    it('carries an event of a megabyte, or refuses it at once when it is published', async () => {
      await using harness = await createHarness();
      const bus = await harness.createMember();
      const recorder = createRecorder();
      await bus.subscribe({ group: 'g', topics, handle: recorder.handle });
      const text = 'x'.repeat(1_000_000);
      const key = randomUUID();
      const isCarried = await harness.append([{ key, text }]).then(
        () => true,
        () => false,
      );
      await harness.append([{ key, text: 'next' }]);
      await expect
        .poll(() => recorder.texts().map((carried) => carried.length), within)
        .toEqual(isCarried ? [1_000_000, 4] : [4]);
    });
  });
};
