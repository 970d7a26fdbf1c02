import { AtlasError } from '@atlas/shared/errors';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Requests per minute, per what they are counted on. `RATE_LIMIT_FACTOR` scales them. [docs/configuration.md] */
const perMinute = {
  signInByNetwork: 120,
  signInByIdentity: 30,
  tokenByNetwork: 300,
  byNetwork: 600,
  byAccount: 300,
} as const;

export type LimitName = keyof typeof perMinute;

/** What is left, for the `RateLimit` header. */
export type LimitState = { name: LimitName; limit: number; remaining: number; resetSeconds: number };

export type RateLimits = {
  /** Counts one request. @throws AtlasError `rate_limited` with how long to wait, the same for any target. */
  spend(name: LimitName, key: string): Promise<LimitState>;
};

/** Counters of one process. Each `spend` is one step, so two at once can't share the last slot. */
export const createRateLimits = (factor: number): RateLimits => {
  const limiters = Object.fromEntries(
    Object.entries(perMinute).map(([name, limit]) => [
      name,
      new RateLimiterMemory({
        keyPrefix: name,
        points: Math.max(1, Math.floor(limit * factor)),
        duration: 60,
      }),
    ]),
  ) as Record<LimitName, RateLimiterMemory>;
  return {
    spend: async (name, key) => {
      try {
        const { remainingPoints, msBeforeNext } = await limiters[name].consume(key);
        return {
          name,
          limit: limiters[name].points,
          remaining: remainingPoints,
          resetSeconds: Math.ceil(msBeforeNext / 1000),
        };
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw new AtlasError('rate_limited', {
          retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
        });
      }
    },
  };
};

/** `RateLimit` and `RateLimit-Policy`. [draft-ietf-httpapi-ratelimit-headers-10] */
export const rateLimitHeaders = ({ name, limit, remaining, resetSeconds }: LimitState) => ({
  RateLimit: `"${name}";r=${remaining};t=${resetSeconds}`,
  'RateLimit-Policy': `"${name}";q=${limit};w=60`,
});
