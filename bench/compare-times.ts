import { middle } from './bench.ts';

export type Times = { name: string; timesMs: readonly number[] };

/**
 * How often somebody who sees one time of each is right to call the longer one `one`: 0.5 is a coin, 1 is a giveaway.
 * It is U / (n·m) of Mann and Whitney, so no shape of the times is assumed.
 */
export const guessedRight = (one: readonly number[], other: readonly number[]): number => {
  let wins = 0;
  for (const a of one) for (const b of other) wins += a > b ? 1 : a === b ? 0.5 : 0;
  const share = wins / (one.length * other.length);
  return Math.max(share, 1 - share);
};

/** The largest distance of two medians, in ms, and the best guess that any two of them allow. */
export const compareTimes = (all: readonly Times[]): { apartMs: number; guess: number } => {
  const medians = all.map(({ timesMs }) => middle(timesMs));
  const pairs = all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const));
  return {
    apartMs: Math.max(...medians) - Math.min(...medians),
    guess: Math.max(...pairs.map(([one, other]) => guessedRight(one.timesMs, other.timesMs))),
  };
};
