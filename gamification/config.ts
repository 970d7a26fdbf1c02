import {
  checkKafkaVariables,
  databaseVariables,
  KafkaVariables,
  masterKeyVariables,
  processVariables,
} from '@atlas/shared/process';
import { z } from 'zod';

/** Environment of gamification. Keys, units and defaults stand in docs/configuration.md, made from here. */
export const GamificationEnvironment = z
  .object({
    ...processVariables(3005),
    ...databaseVariables,
    ...masterKeyVariables,
    ...KafkaVariables.shape,
  })
  .superRefine(checkKafkaVariables);
export type GamificationEnvironment = z.output<typeof GamificationEnvironment>;
