import {
  checkKafkaVariables,
  databaseVariables,
  KafkaVariables,
  masterKeyVariables,
  processVariables,
} from '@atlas/shared/process';
import { z } from 'zod';

/** Environment of analytics. Keys, units and defaults stand in docs/configuration.md, made from here. */
export const AnalyticsEnvironment = z
  .object({
    ...processVariables(3004),
    ...databaseVariables,
    ...masterKeyVariables,
    ...KafkaVariables.shape,
  })
  .superRefine(checkKafkaVariables);
export type AnalyticsEnvironment = z.output<typeof AnalyticsEnvironment>;
