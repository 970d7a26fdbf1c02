import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RateCounter, RateLimit } from './rate-counter.ts';

/** Two users of counts that are kept together: for memory the same one twice, else two processes'. */
export type RateCounterHarness = AsyncDisposable & {
  counters(limit: RateLimit): readonly [RateCounter, RateCounter];
};

/** What every rate counter promises, wherever it counts. */
export const rateCounterContract = (name: string, createHarness: () => Promise<RateCounterHarness>): void => {
  describe(`${name} as a rate counter`, () => {
    it('lets exactly as many through as the limit says, all at once, whichever process they ask', async () => {
      await using harness = await createHarness();
      const [one, other] = harness.counters({ name: randomUUID(), count: 10, seconds: 60 });
      const spent = await Promise.all(
        Array.from({ length: 30 }, (_, index) => (index % 2 ? one : other).spend('key')),
      );
      const within = spent.filter(({ isWithin }) => isWithin);
      expect(within.map(({ remaining }) => remaining).toSorted((a, b) => a - b)).toEqual([
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
      ]);
      for (const { resetMs } of spent) expect(resetMs).toSatisfy((ms: number) => ms > 0 && ms <= 60_000);
    });

    it('counts keys and limits apart', async () => {
      await using harness = await createHarness();
      const [first] = harness.counters({ name: randomUUID(), count: 1, seconds: 60 });
      const [second] = harness.counters({ name: randomUUID(), count: 1, seconds: 60 });
      expect((await first.spend('a')).isWithin).toBe(true);
      expect((await first.spend('b')).isWithin).toBe(true);
      expect((await second.spend('a')).isWithin).toBe(true);
      expect((await first.spend('a')).isWithin).toBe(false);
    });

    it('takes a count back', async () => {
      await using harness = await createHarness();
      const [one, other] = harness.counters({ name: randomUUID(), count: 1, seconds: 60 });
      expect((await one.spend('key')).isWithin).toBe(true);
      await other.giveBack('key');
      expect((await one.spend('key')).isWithin).toBe(true);
    });

    it('begins anew when the window is over', async () => {
      await using harness = await createHarness();
      const [counter] = harness.counters({ name: randomUUID(), count: 1, seconds: 1 });
      expect((await counter.spend('key')).isWithin).toBe(true);
      expect((await counter.spend('key')).isWithin).toBe(false);
      await expect.poll(async () => (await counter.spend('key')).isWithin, { timeout: 3000 }).toBe(true);
    });
  });
};
