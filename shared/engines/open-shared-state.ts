import { createMemoryState } from '../memory-state/index.ts';
import type { Clock, SharedState } from '../ports/index.ts';
import type { HealthCheck, Logger, Metrics } from '../process/index.ts';
import { connectRedis, createRedisState } from '../redis/index.ts';
import type { Vault } from '../sealing/index.ts';

type Deps = { name: string; vault: Vault; clock: Clock; logger: Logger; metrics: Metrics };

export type OpenedState = { sharedState: SharedState; healthChecks: HealthCheck[]; close(): Promise<void> };

/**
 * The shared state in the Redis of `redisUrl`, or in memory where there is none. Redis is no condition of readiness:
 * everything goes on without it.
 */
export const openSharedState = (
  redisUrl: string | undefined,
  { name, vault, clock, logger, metrics }: Deps,
): OpenedState => {
  if (!redisUrl) {
    return { sharedState: createMemoryState({ clock }), healthChecks: [], close: () => Promise.resolve() };
  }
  const redis = connectRedis({ url: redisUrl, name: `atlas-${name}`, logger });
  metrics.gauge('atlas_redis_up', '1 while Redis can be used, else 0.', [], (gauge) =>
    gauge.set(redis.client.status === 'ready' ? 1 : 0),
  );
  return {
    sharedState: createRedisState({ redis, vault, clock, logger }),
    healthChecks: [{ name: 'redis', check: () => redis.ping(), isOptional: true }],
    close: () => redis.close(),
  };
};
