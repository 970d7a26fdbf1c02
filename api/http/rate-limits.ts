import { AtlasError } from '@atlas/shared/errors';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** How many, in how many seconds, per what they are counted on. `RATE_LIMIT_FACTOR` scales them. [docs/configuration.md] */
const limits = {
  signInByNetwork: { count: 120, seconds: 60 },
  signInByIdentity: { count: 30, seconds: 60 },
  tokenByNetwork: { count: 300, seconds: 60 },
  tokenByClient: { count: 600, seconds: 60 },
  introspectionByClient: { count: 6000, seconds: 60 },
  exchangeBySession: { count: 30, seconds: 60 },
  codeByNetwork: { count: 60, seconds: 60 },
  sendByNetwork: { count: 20, seconds: 3600 },
  byNetwork: { count: 600, seconds: 60 },
  byAccount: { count: 300, seconds: 60 },
} as const;

export type LimitName = keyof typeof limits;

/** What is left, for the `RateLimit` header. */
export type LimitState = { name: LimitName; limit: number; remaining: number; resetSeconds: number };

export type RateLimits = {
  /** Counts one request. @throws AtlasError `rate_limited` with how long to wait, the same for any target. */
  spend(name: LimitName, key: string): Promise<LimitState>;
  /** Takes one count back: whoever it was has a limit of their own. */
  giveBack(name: LimitName, key: string): Promise<void>;
};

/** Counters of one process. Each `spend` is one step, so two at once can't share the last slot. */
export const createRateLimits = (factor: number): RateLimits => {
  const limiters = Object.fromEntries(
    Object.entries(limits).map(([name, { count, seconds }]) => [
      name,
      new RateLimiterMemory({
        keyPrefix: name,
        points: Math.max(1, Math.floor(count * factor)),
        duration: seconds,
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
    giveBack: async (name, key) => void (await limiters[name].reward(key)),
  };
};

/** `RateLimit` and `RateLimit-Policy`. [draft-ietf-httpapi-ratelimit-headers-10] */
export const rateLimitHeaders = ({ name, limit, remaining, resetSeconds }: LimitState) => ({
  RateLimit: `"${name}";r=${remaining};t=${resetSeconds}`,
  'RateLimit-Policy': `"${name}";q=${limit};w=${limits[name].seconds}`,
});
