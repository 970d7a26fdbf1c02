import { describe, expect, it } from 'vitest';
import { laneBudget } from './lease.ts';
import { backoffSeconds } from './settlement.ts';

describe('backoff', () => {
  it('grows from 2 s to 120 s, 20 % to either side', () => {
    expect([1, 2, 3, 4, 5].map((failures) => backoffSeconds(failures, () => 0.5))).toEqual([
      2, 8, 32, 120, 120,
    ]);
    expect(backoffSeconds(1, () => 0)).toBeCloseTo(1.6);
    expect(backoffSeconds(1, () => 1)).toBeCloseTo(2.4);
  });
});

describe('lane budget', () => {
  const rate = { perSecond: 30, burst: 5 };
  const start = new Date('2026-01-01T00:00:00Z');
  const at = (ms: number) => new Date(start.getTime() + ms);

  it('gives the rate and no more, however often it is asked', () => {
    let nextSlotAt = new Date(0);
    let sent = 0;
    for (let ms = 0; ms < 10_000; ms += 7) {
      const budget = laneBudget(nextSlotAt, at(ms), rate);
      sent += budget.free;
      if (budget.free > 0) nextSlotAt = budget.nextSlotAt(budget.free);
    }
    expect(sent).toBeGreaterThanOrEqual(300 * 0.95);
    expect(sent).toBeLessThanOrEqual(300 * 1.05);
  });

  it('is free at once after a clock was set back', () => {
    expect(laneBudget(at(3_600_000), start, rate).free).toBe(5);
  });
});
