import { AtlasError } from '@atlas/shared/errors';
import type { RateCounter, SharedState } from '@atlas/shared/ports';

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

/** The limits above, multiplied, counted where `rateCounter` counts. */
export const createRateLimits = (
  factor: number,
  { rateCounter }: Pick<SharedState, 'rateCounter'>,
): RateLimits => {
  const pointsOf = (name: LimitName) => Math.max(1, Math.floor(limits[name].count * factor));
  const counters = Object.fromEntries(
    (Object.keys(limits) as LimitName[]).map((name) => [
      name,
      rateCounter({ name, count: pointsOf(name), seconds: limits[name].seconds }),
    ]),
  ) as Record<LimitName, RateCounter>;
  return {
    spend: async (name, key) => {
      const { isWithin, remaining, resetMs } = await counters[name].spend(key);
      const resetSeconds = Math.ceil(resetMs / 1000);
      if (!isWithin) throw new AtlasError('rate_limited', { retryAfterSeconds: Math.max(1, resetSeconds) });
      return { name, limit: pointsOf(name), remaining, resetSeconds };
    },
    giveBack: (name, key) => counters[name].giveBack(key),
  };
};

/** `RateLimit` and `RateLimit-Policy`. [draft-ietf-httpapi-ratelimit-headers-10] */
export const rateLimitHeaders = ({ name, limit, remaining, resetSeconds }: LimitState) => ({
  RateLimit: `"${name}";r=${remaining};t=${resetSeconds}`,
  'RateLimit-Policy': `"${name}";q=${limit};w=${limits[name].seconds}`,
});
