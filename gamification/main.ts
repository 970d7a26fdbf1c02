import { join } from 'node:path';
import process from 'node:process';
import { type Foundation, openEventBus, runProcess } from '@atlas/shared/engines';
import { createVault } from '@atlas/shared/sealing';
import { createGamification, GamificationEnvironment } from './index.ts';

const compose = ({ env, clock, logger, metrics, database }: Foundation<GamificationEnvironment>) => {
  const vault = createVault([Buffer.from(env.ATLAS_MASTER_KEY, 'base64')]);
  const { bus, ...opened } = openEventBus({ env, database, vault, clock, logger, metrics });
  const gamification = createGamification({ database, vault, bus, clock, logger, metrics });
  return {
    healthChecks: [...gamification.healthChecks, ...opened.healthChecks],
    start: () => gamification.start(),
    stop: async () => {
      await gamification.stop();
      await opened.close();
    },
  };
};

await runProcess({
  name: 'gamification',
  environment: GamificationEnvironment,
  variables: process.env,
  migrations: join(import.meta.dirname, 'migrations'),
  compose,
});
