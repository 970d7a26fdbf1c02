import {
  checkKafkaVariables,
  databaseVariables,
  KafkaVariables,
  masterKeyVariables,
  processVariables,
} from '@atlas/shared/process';
import { z } from 'zod';

const kafkaVariables = {
  ...KafkaVariables.shape,
  KAFKA_BROKERS: KafkaVariables.shape.KAFKA_BROKERS.unwrap().describe(
    'Brokers of Apache Kafka, `host:port,…`.',
  ),
};

/** Environment of the relay. Keys, units and defaults stand in docs/configuration.md, made from here. */
export const RelayEnvironment = z
  .object({ ...processVariables(3003), ...databaseVariables, ...masterKeyVariables, ...kafkaVariables })
  .superRefine(checkKafkaVariables);
export type RelayEnvironment = z.output<typeof RelayEnvironment>;

/** Environment of `npm run topics`. */
export const TopicsEnvironment = z.object(kafkaVariables).superRefine(checkKafkaVariables);

/** Environment of `npm run bus:switch`. */
export const SwitchEnvironment = z
  .object({ ...databaseVariables, ...kafkaVariables })
  .superRefine(checkKafkaVariables);
