export type Limit = { burst: number; perSecond: number };

/** A bucket that fills by the clock; whoever takes must look first. */
export type TokenBucket = {
  /** 0 when a token is there. */
  secondsUntilToken(nowMs: number): number;
  take(): void;
};

/** Full at the start. */
export const createTokenBucket = ({ burst, perSecond }: Limit, startMs: number): TokenBucket => {
  let tokens = burst;
  let atMs = startMs;
  return {
    secondsUntilToken: (nowMs) => {
      tokens = Math.min(burst, tokens + (Math.max(0, nowMs - atMs) / 1000) * perSecond);
      atMs = nowMs;
      return tokens >= 1 ? 0 : (1 - tokens) / perSecond;
    },
    take: () => {
      tokens -= 1;
    },
  };
};
