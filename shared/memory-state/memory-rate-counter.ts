import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateCounter, RateLimit } from '../ports/index.ts';

/** Counts of one process. */
export const createMemoryRateCounter = ({ name, count, seconds }: RateLimit): RateCounter => {
  const limiter = new RateLimiterMemory({ keyPrefix: name, points: count, duration: seconds });
  return {
    spend: async (key) => {
      const spent = await limiter.consume(key).catch((refusal: unknown) => {
        if (refusal instanceof RateLimiterRes) return refusal;
        throw refusal;
      });
      const { consumedPoints, remainingPoints: remaining, msBeforeNext: resetMs } = spent;
      return { isWithin: consumedPoints <= count, remaining, resetMs };
    },
    giveBack: async (key) => void (await limiter.reward(key)),
  };
};
