import type { Clock, SharedState } from '../ports/index.ts';
import { createMemoryCache } from './memory-cache.ts';
import { createMemoryRateCounter } from './memory-rate-counter.ts';
import { createMemoryReplayCache } from './memory-replay-cache.ts';

export { createMemoryCache, createMemoryRateCounter, createMemoryReplayCache };

/** The shared state of a process that shares it with nobody. */
export const createMemoryState = ({ clock }: { clock: Clock }): SharedState => ({
  replays: createMemoryReplayCache({ clock }),
  rateCounter: createMemoryRateCounter,
  cache: () => createMemoryCache({ clock }),
});
