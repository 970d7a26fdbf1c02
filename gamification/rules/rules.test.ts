import { achievementIds } from '@atlas/shared/wire';
import { describe, expect, it } from 'vitest';
import { parseRules, readRules } from './index.ts';

const rule = { achievement: 'loyal', event: 'order.paid.v1', times: 5 };

describe('rules', () => {
  it('are there for every achievement, once', () => {
    expect(readRules().map(({ achievement }) => achievement)).toEqual(achievementIds);
  });

  it.each([
    ['an event that nobody writes', [{ ...rule, event: 'order.dreamt.v1' }]],
    ['an achievement that nobody can name', [{ ...rule, achievement: 'famous' }]],
    ['a goal of nothing', [{ ...rule, times: 0 }]],
    ['a condition on a field that the event lacks', [{ ...rule, where: { colour: 'red' } }]],
    [
      'a condition on something personal',
      [{ ...rule, event: 'two_factor.enabled.v1', where: { name: 'Mine' } }],
    ],
    ['two rules for one achievement', [rule, rule]],
    ['a field that means nothing', [{ ...rule, reward: 10 }]],
  ])('refuse %s', (_, rules) => {
    expect(() => parseRules(rules)).toThrow();
  });
});
