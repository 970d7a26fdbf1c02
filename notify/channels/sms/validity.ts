const maxSeconds = 36_000;

/** How long a network may go on trying to deliver, in whole seconds: 1 to 36000. */
export const validitySecondsOf = (expiresAt: Date | undefined, now: Date): number => {
  if (!expiresAt) return maxSeconds;
  const seconds = Math.floor((expiresAt.getTime() - now.getTime()) / 1000);
  return Math.min(maxSeconds, Math.max(1, seconds));
};
