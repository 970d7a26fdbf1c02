import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ReplayCache } from './replay-cache.ts';

/** Two users of what is remembered together: for memory the same one twice, else two processes'. */
export type ReplayCacheHarness = AsyncDisposable & {
  caches: readonly [ReplayCache, ReplayCache];
  /** Resolves when so much time has passed for the cache. */
  passSeconds(seconds: number): Promise<void>;
};

const epochOf = (cache: ReplayCache): string => {
  const epoch = cache.epoch();
  if (epoch === null) throw new Error('the cache is away');
  return epoch;
};

/** What every replay cache promises, wherever it remembers. */
export const replayCacheContract = (name: string, createHarness: () => Promise<ReplayCacheHarness>): void => {
  describe(`${name} as a replay cache`, () => {
    it('lets exactly one of many claim a key, whichever process they ask', async () => {
      await using harness = await createHarness();
      const [one, other] = harness.caches;
      const key = randomUUID();
      const claims = await Promise.all(
        Array.from({ length: 40 }, (_, index) => {
          const cache = index % 2 ? one : other;
          return cache.claim(key, { ttlSeconds: 60, epoch: epochOf(cache) });
        }),
      );
      expect(claims.toSorted()).toEqual(['claimed', ...Array<string>(39).fill('seen')]);
    });

    it('is of one epoch everywhere', async () => {
      await using harness = await createHarness();
      const [one, other] = harness.caches;
      expect(one.epoch()).toBe(other.epoch());
    });

    it('keeps keys apart, long ones too', async () => {
      await using harness = await createHarness();
      const [cache] = harness.caches;
      const long = 'x'.repeat(300);
      const wish = { ttlSeconds: 60, epoch: epochOf(cache) };
      expect(await cache.claim(`${long}a`, wish)).toBe('claimed');
      expect(await cache.claim(`${long}b`, wish)).toBe('claimed');
      expect(await cache.claim(`${long}a`, wish)).toBe('seen');
    });

    it('claims nothing for an epoch that is not now', async () => {
      await using harness = await createHarness();
      const [cache] = harness.caches;
      expect(await cache.claim(randomUUID(), { ttlSeconds: 60, epoch: 'of yesterday' })).toBe('lost');
    });

    it('forgets a key when its time is over, not before', async () => {
      await using harness = await createHarness();
      const [cache] = harness.caches;
      const key = randomUUID();
      const wish = { ttlSeconds: 2, epoch: epochOf(cache) };
      expect(await cache.claim(key, wish)).toBe('claimed');
      await harness.passSeconds(1);
      expect(await cache.claim(key, wish)).toBe('seen');
      await harness.passSeconds(1.2);
      expect(await cache.claim(key, wish)).toBe('claimed');
    });
  });
};
