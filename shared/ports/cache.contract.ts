import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Cache } from './cache.ts';
import type { TestClock } from './clock.ts';

/** Two users of what is kept together: for memory the same one twice, else two processes'. */
export type CacheHarness = AsyncDisposable & { caches: readonly [Cache, Cache]; clock: TestClock };

/** What every cache promises, wherever it keeps things. */
export const cacheContract = (name: string, createHarness: () => Promise<CacheHarness>): void => {
  describe(`${name} as a cache`, () => {
    it('gives what was kept, to whoever asks, and says until when', async () => {
      await using harness = await createHarness();
      const [one, other] = harness.caches;
      const key = randomUUID();
      const expiresAt = new Date(harness.clock().getTime() + 60_000);
      expect(await other.get(key)).toBeNull();
      await one.set(key, { value: 'Wert, 值', expiresAt });
      expect(await other.get(key)).toEqual({ value: 'Wert, 值', expiresAt });
    });

    it('keeps nothing beyond its time', async () => {
      await using harness = await createHarness();
      const [cache] = harness.caches;
      const key = randomUUID();
      await cache.set(key, { value: 'x', expiresAt: new Date(harness.clock().getTime() + 60_000) });
      harness.clock.advanceSeconds(61);
      expect(await cache.get(key)).toBeNull();
      await cache.set(key, { value: 'x', expiresAt: harness.clock() });
      expect(await cache.get(key)).toBeNull();
    });

    it('forgets what is deleted, and takes a newer value for the older one', async () => {
      await using harness = await createHarness();
      const [cache] = harness.caches;
      const key = randomUUID();
      const expiresAt = new Date(harness.clock().getTime() + 60_000);
      await cache.set(key, { value: 'older', expiresAt });
      await cache.set(key, { value: 'newer', expiresAt });
      expect((await cache.get(key))?.value).toBe('newer');
      await cache.delete(key);
      expect(await cache.get(key)).toBeNull();
    });
  });
};
