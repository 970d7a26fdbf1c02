import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';

const config: IConfiguration = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');
const rules = (config.forbidden ?? []).map(({ name }) => name ?? '');

/** The rules that a folder laid out like the repository breaks. */
const brokenRulesOf = async (fixture: string): Promise<string[]> => {
  const { enhancedResolveOptions, ...options } = config.options ?? {};
  const { output } = await cruise(
    ['.'],
    { ...options, validate: true, ruleSet: config, baseDir: join(import.meta.dirname, 'fixtures', fixture) },
    enhancedResolveOptions,
  );
  return [...new Set((output as ICruiseResult).summary.violations.map(({ rule }) => rule.name))];
};

describe('the arrows between packages', () => {
  it.each(rules)('%s is broken by its fixture, and nothing else is', async (rule) => {
    expect(await brokenRulesOf(rule)).toEqual([rule]);
  });

  it('lets everything through that the design draws', async () => {
    expect(await brokenRulesOf('allowed')).toEqual([]);
  });
});
