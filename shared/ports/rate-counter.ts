/** How many, in how many seconds; what is counted under one name is counted together. */
export type RateLimit = { name: string; count: number; seconds: number };

export type RateCount = {
  /** False when this one is too many. */
  isWithin: boolean;
  remaining: number;
  /** Until the count begins anew, in ms. */
  resetMs: number;
};

/** Counts per key in fixed windows. It never fails: where counts cannot be shared, each process counts its own. */
export interface RateCounter {
  /** Counts one. One step, so that two at once can't share the last slot. */
  spend(key: string): Promise<RateCount>;
  /** Takes one back. */
  giveBack(key: string): Promise<void>;
}
