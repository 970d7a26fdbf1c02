import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateCounter, RateLimit } from '../ports/index.ts';
import type { RedisConnection } from './connect-redis.ts';
import type { KeyNames } from './key-names.ts';

type Deps = { redis: RedisConnection; keyNames: KeyNames };

/** Counts of all processes together; while Redis is away, of each process for itself, from nothing. */
export const createRedisRateCounter =
  ({ redis: { client }, keyNames }: Deps) =>
  ({ name, count, seconds }: RateLimit): RateCounter => {
    const limiter = new RateLimiterRedis({
      storeClient: client,
      rejectIfRedisNotReady: true,
      keyPrefix: '',
      points: count,
      duration: seconds,
      insuranceLimiter: new RateLimiterMemory({ points: count, duration: seconds }),
    });
    const nameOf = (key: string) => keyNames(`rate.${name}`, key);
    return {
      spend: async (key) => {
        const spent = await limiter.consume(nameOf(key)).catch((refusal: unknown) => {
          if (refusal instanceof RateLimiterRes) return refusal;
          throw refusal;
        });
        const { consumedPoints, remainingPoints: remaining, msBeforeNext: resetMs } = spent;
        return { isWithin: consumedPoints <= count, remaining, resetMs };
      },
      giveBack: async (key) => void (await limiter.reward(nameOf(key))),
    };
  };
