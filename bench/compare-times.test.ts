import { describe, expect, it } from 'vitest';
import { compareTimes, guessedRight } from './compare-times.ts';

const spread = (from: number) => Array.from({ length: 100 }, (_, index) => from + index / 10);

describe('times that should be alike', () => {
  it('are a coin when they are the same, and a giveaway when they never meet', () => {
    expect(guessedRight(spread(0), spread(0))).toBe(0.5);
    expect(guessedRight(spread(0), spread(20))).toBe(1);
    expect(guessedRight(spread(20), spread(0))).toBe(1);
    expect(guessedRight([1, 3], [2, 4])).toBe(0.75);
  });

  it('are as far apart as the two medians that are farthest', () => {
    const times = [spread(0), spread(1), spread(7)].map((timesMs, index) => ({ name: `${index}`, timesMs }));
    const { apartMs, guess } = compareTimes(times);
    expect(apartMs).toBeCloseTo(7);
    expect(guess).toBeGreaterThan(0.9);
  });
});
