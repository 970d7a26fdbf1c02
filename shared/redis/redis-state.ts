import { createMemoryCache } from '../memory-state/index.ts';
import type { Clock, SharedState } from '../ports/index.ts';
import type { Logger } from '../process/index.ts';
import type { Vault } from '../sealing/index.ts';
import type { RedisConnection } from './connect-redis.ts';
import { createKeyNames } from './key-names.ts';
import { createLayeredCache } from './layered-cache.ts';
import { createRedisCache } from './redis-cache.ts';
import { createRedisRateCounter } from './redis-rate-counter.ts';
import { createRedisReplayCache } from './redis-replay-cache.ts';

type Deps = {
  redis: RedisConnection;
  vault: Vault;
  clock: Clock;
  logger: Logger;
  /** Begins every key (Default: `atlas`). */
  prefix?: string;
};

/** The shared state of all processes that use this Redis and this master key. */
export const createRedisState = ({ redis, vault, clock, logger, prefix = 'atlas' }: Deps): SharedState => {
  const keyNames = createKeyNames({ prefix, key: vault.deriveKey('redis-key-names') });
  const farCache = createRedisCache({ redis, vault, keyNames, clock });
  return {
    replays: createRedisReplayCache({ redis, keyNames, logger }),
    rateCounter: createRedisRateCounter({ redis, keyNames }),
    cache: (name) => createLayeredCache({ near: createMemoryCache({ clock }), far: farCache(name) }),
  };
};
