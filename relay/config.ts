import {
  checkKafkaVariables,
  databaseVariables,
  KafkaVariables,
  masterKeyVariables,
  processVariables,
} from '@atlas/shared/process';
import { z } from 'zod';

/** Environment of the relay. Keys, units and defaults stand in docs/configuration.md, made from here. */
export const RelayEnvironment = z
  .object({
    ...processVariables(3003),
    ...databaseVariables,
    ...masterKeyVariables,
    ...KafkaVariables.shape,
    KAFKA_BROKERS: KafkaVariables.shape.KAFKA_BROKERS.unwrap().describe(
      'Brokers of Apache Kafka, `host:port,…`.',
    ),
  })
  .superRefine(checkKafkaVariables);
export type RelayEnvironment = z.output<typeof RelayEnvironment>;
