import { randomUUID } from 'node:crypto';
import type { Clock, ReplayCache } from '../ports/index.ts';

/**
 * A replay cache of one process; its epoch is the life of this one. Never evicts a live key: forgetting one would let it
 * be shown twice. Keys live in generations as long as the longest time to live, so dropping old ones costs nothing per key.
 */
export const createMemoryReplayCache = ({
  clock,
  maxTtlSeconds = 900,
}: {
  clock: Clock;
  maxTtlSeconds?: number;
}): ReplayCache => {
  const life: string = randomUUID();
  const generations = new Map<number, Map<string, number>>();
  const generationOf = (atMs: number) => Math.floor(atMs / 1000 / maxTtlSeconds);

  const dropOld = (current: number) => {
    for (const generation of generations.keys()) if (generation < current - 1) generations.delete(generation);
  };

  return {
    epoch: () => life,
    claim: async (key, { ttlSeconds, epoch }) => {
      if (ttlSeconds > maxTtlSeconds) throw new RangeError(`a key lives ${maxTtlSeconds} s at the most`);
      if (epoch !== life) return 'lost';
      const nowMs = clock().getTime();
      const current = generationOf(nowMs);
      for (const keys of generations.values()) {
        const until = keys.get(key);
        if (until !== undefined && until > nowMs) return 'seen';
      }
      let keys = generations.get(current);
      if (!keys) {
        dropOld(current);
        keys = new Map();
        generations.set(current, keys);
      }
      keys.set(key, nowMs + ttlSeconds * 1000);
      return 'claimed';
    },
  };
};
