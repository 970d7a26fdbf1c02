import { cacheContract } from '../ports/cache.contract.ts';
import { createTestClock } from '../ports/index.ts';
import { rateCounterContract } from '../ports/rate-counter.contract.ts';
import { replayCacheContract } from '../ports/replay-cache.contract.ts';
import { createMemoryState } from './index.ts';

const nothingToDispose = { [Symbol.asyncDispose]: async () => {} };

replayCacheContract('memory', async () => {
  const clock = createTestClock();
  const { replays } = createMemoryState({ clock });
  const passSeconds = async (seconds: number) => clock.advanceSeconds(seconds);
  return { caches: [replays, replays] as const, passSeconds, ...nothingToDispose };
});

rateCounterContract('memory', async () => {
  const { rateCounter } = createMemoryState({ clock: createTestClock() });
  return {
    counters: (limit) => {
      const counter = rateCounter(limit);
      return [counter, counter] as const;
    },
    ...nothingToDispose,
  };
});

cacheContract('memory', async () => {
  const clock = createTestClock();
  const cache = createMemoryState({ clock }).cache('contract');
  return { caches: [cache, cache] as const, clock, ...nothingToDispose };
});
