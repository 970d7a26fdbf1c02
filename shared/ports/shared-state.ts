import type { Cache } from './cache.ts';
import type { RateCounter, RateLimit } from './rate-counter.ts';
import type { ReplayCache } from './replay-cache.ts';

/** What all processes of one kind should agree on, and may lose: in memory for one process, in Redis for several. */
export type SharedState = {
  replays: ReplayCache;
  rateCounter(limit: RateLimit): RateCounter;
  /** Caches of different names know nothing of each other. */
  cache(name: string): Cache;
};
