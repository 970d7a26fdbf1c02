import { defineConfig, type UserWorkspaceConfig } from 'vitest/config';
import { LongestFirst } from './vitest.sequencer.ts';

/** What needs Kafka or Redis (`npm run test:services`); the rest runs on what `npm ci` brought (`npm test`). */
const serviceTests = '**/*.service.test.ts';
const never = ['**/node_modules/**', '**/dist/**', '**/fixtures/**'];

const common: UserWorkspaceConfig['test'] = {
  pool: 'forks',
  // One worker reads Atlas once for all its files: nothing of ours works on import or keeps state in a module.
  isolate: false,
  // Node runs TypeScript as it is, and Atlas on Node: so do its tests. No module is mocked, which needs the loader.
  experimental: { viteModuleRunner: false, nodeLoader: false },
  testTimeout: 60_000,
  hookTimeout: 120_000,
  retry: 0,
  sequence: { hooks: 'stack' },
  fakeTimers: { toFake: [] },
};

export default defineConfig({
  test: {
    globalSetup: ['./vitest.setup.ts'],
    reporters: ['default', './vitest.counts.ts'],
    // One more than cores: tests of bad days wait more than they work.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...common,
          name: 'atlas',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...never, serviceTests],
        },
      },
      {
        test: {
          ...common,
          name: 'services',
          include: [serviceTests],
          exclude: never,
          globalSetup: ['./vitest.services.ts'],
          runner: './vitest.services-runner.ts',
        },
      },
    ],
  },
});
