import { databaseVariables, masterKeyVariables, processVariables } from '@atlas/shared/process';
import { z } from 'zod';

/** Environment of gamification. Keys, units and defaults stand in docs/configuration.md, made from here. */
export const GamificationEnvironment = z.object({
  ...processVariables(3005),
  ...databaseVariables,
  ...masterKeyVariables,
});
export type GamificationEnvironment = z.output<typeof GamificationEnvironment>;
