const twoDigits = (value: number) => String(value).padStart(2, '0');

/** Seconds as a clock counts them down: `0:45`, `4:59`, `1:00:00`. The same in every language. */
export const clockTime = (totalSeconds: number): string => {
  const hours = Math.floor(totalSeconds / 3600);
  const minutes = Math.floor((totalSeconds % 3600) / 60);
  const seconds = twoDigits(totalSeconds % 60);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${seconds}` : `${minutes}:${seconds}`;
};
