import { defineConfig } from 'vitest/config';
import { LongestFirst } from './vitest.sequencer.ts';

export default defineConfig({
  test: {
    globalSetup: ['./vitest.setup.ts'],
    reporters: ['default', './vitest.counts.ts'],
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/fixtures/**'],
    pool: 'forks',
    // One more than cores: tests of bad days wait more than they work.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    retry: 0,
    sequence: { hooks: 'stack', sequencer: LongestFirst },
    fakeTimers: { toFake: [] },
  },
});
