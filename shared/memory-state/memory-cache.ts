import { LRUCache } from 'lru-cache';
import type { Cache, Cached, Clock } from '../ports/index.ts';

/** A cache of one process: what was not asked for longest makes room. */
export const createMemoryCache = ({
  clock,
  maxEntries = 20_000,
}: {
  clock: Clock;
  maxEntries?: number;
}): Cache => {
  const kept = new LRUCache<string, Cached>({ max: maxEntries });
  return {
    get: async (key) => {
      const cached = kept.get(key);
      return cached && clock() < cached.expiresAt ? cached : null;
    },
    set: async (key, cached) => void kept.set(key, cached),
    delete: async (key) => void kept.delete(key),
  };
};
