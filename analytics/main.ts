import { join } from 'node:path';
import process from 'node:process';
import { type Foundation, openEventBus, runProcess } from '@atlas/shared/engines';
import { createVault } from '@atlas/shared/sealing';
import { AnalyticsEnvironment, createAnalytics } from './index.ts';

const compose = ({ env, clock, logger, metrics, database }: Foundation<AnalyticsEnvironment>) => {
  const vault = createVault([Buffer.from(env.ATLAS_MASTER_KEY, 'base64')]);
  const { bus, ...opened } = openEventBus({ env, database, vault, clock, logger, metrics });
  const analytics = createAnalytics({ database, bus, clock, logger, metrics });
  return {
    healthChecks: [...analytics.healthChecks, ...opened.healthChecks],
    start: () => analytics.start(),
    stop: async () => {
      await analytics.stop();
      await opened.close();
    },
  };
};

await runProcess({
  name: 'analytics',
  environment: AnalyticsEnvironment,
  variables: process.env,
  migrations: join(import.meta.dirname, 'migrations'),
  compose,
});
