import { readFileSync } from 'node:fs';
import type { KafkaVariables } from '../process/index.ts';
import type { KafkaConnection } from './connection.ts';

/**
 * How to reach Kafka.
 *
 * @throws Error when the file of KAFKA_TLS_CA can't be read.
 */
export const kafkaConnectionOf = (env: KafkaVariables & { KAFKA_BROKERS: string[] }): KafkaConnection => {
  const {
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
  } = env;
  const ca = env.KAFKA_TLS_CA ? readFileSync(env.KAFKA_TLS_CA, 'utf8') : undefined;
  return {
    brokers: env.KAFKA_BROKERS,
    prefix: env.KAFKA_PREFIX,
    ...(env.KAFKA_TLS === 'on' ? { tls: ca ? { ca } : {} } : {}),
    ...(mechanism && username && password ? { sasl: { mechanism, username, password } } : {}),
  };
};

/** How to reach Kafka, or undefined where the event log itself is the bus. @throws as `kafkaConnectionOf` */
export const findKafkaConnection = (env: KafkaVariables): KafkaConnection | undefined =>
  env.KAFKA_BROKERS && kafkaConnectionOf({ ...env, KAFKA_BROKERS: env.KAFKA_BROKERS });
