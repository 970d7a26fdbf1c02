import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scenarios } from './scenarios.ts';

it('docs/faults.md has a row for every bad day that is played', async () => {
  const page = await readFile(join(import.meta.dirname, '../../docs/faults.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| '));
  for (const { fault, scenario } of Object.values(scenarios))
    expect(rows).toContainEqual(expect.stringContaining(`| ${fault} | ${scenario}`));
});
