import { tryLimits } from './policy.ts';

/** A wrong try, or one that is being checked, and what it has in common with the one that is asked for. */
export type PastTry = { triedAt: Date; ofAccount: boolean; ofLogin: boolean; ofNetwork: boolean };

export type Verdict =
  | { allowed: false; retryAfterSeconds: number }
  /** `attemptsLeft`: wrong ones this account has left after this one; tells nothing about the login. */
  | { allowed: true; attemptsLeft: number };

const hour = 3600;
const day = 24 * hour;
const quarter = 900;

/** When the oldest of the last `most` leaves the window; 0 while there are fewer. */
const windowEndMs = (timesMs: readonly number[], most: number, windowSeconds: number): number => {
  const oldest = timesMs.at(-most);
  return timesMs.length < most || oldest === undefined ? 0 : oldest + windowSeconds * 1000;
};

/** After the first few, each wrong password of a login doubles the wait for the next. */
const pauseEndMs = (timesMs: readonly number[]): number => {
  const beyond = timesMs.length - tryLimits.loginBeforePauses;
  const last = timesMs.at(-1);
  if (beyond < 0 || last === undefined) return 0;
  const seconds = Math.min(tryLimits.longestPauseSeconds, tryLimits.firstPauseSeconds * 2 ** beyond);
  return last + seconds * 1000;
};

/** May one more password be checked? Pure: `tries` are those of the last day, oldest first. */
export const judgeTries = (tries: readonly PastTry[], now: Date): Verdict => {
  const nowMs = now.getTime();
  const within = (isMine: (past: PastTry) => boolean, seconds: number): number[] =>
    tries
      .filter((past) => isMine(past) && past.triedAt.getTime() > nowMs - seconds * 1000)
      .map(({ triedAt }) => triedAt.getTime());
  const { accountPerHour, accountPerDay, networkPerQuarter } = tryLimits;
  const accountHour = within(({ ofAccount }) => ofAccount, hour);
  const accountDay = within(({ ofAccount }) => ofAccount, day);
  const allowedFromMs = Math.max(
    windowEndMs(accountHour, accountPerHour, hour),
    windowEndMs(accountDay, accountPerDay, day),
    windowEndMs(
      within(({ ofNetwork }) => ofNetwork, quarter),
      networkPerQuarter,
      quarter,
    ),
    pauseEndMs(within(({ ofLogin }) => ofLogin, day)),
  );
  if (allowedFromMs > nowMs) {
    return { allowed: false, retryAfterSeconds: Math.ceil((allowedFromMs - nowMs) / 1000) };
  }
  const left = Math.min(accountPerHour - accountHour.length, accountPerDay - accountDay.length);
  return { allowed: true, attemptsLeft: left - 1 };
};
