import type { ISocketFactory, KafkaConfig, SASLOptions } from 'kafkajs';
import kafkajs from 'kafkajs';
import type { Logger } from '../process/index.ts';
import { patchIdleTimer } from './idle-timer.ts';
import { createLogCreator } from './log-creator.ts';

/** Where Kafka is, and as whom to go there. */
export type KafkaConnection = {
  brokers: readonly string[];
  /** TLS, checked against `ca` (PEM) or, without it, against what Node.js trusts. */
  tls?: { ca?: string };
  sasl?: { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string };
  /** Goes before the names of topics and groups (Default: nothing). */
  prefix?: string;
  /** How sockets are opened, for tests that cut them. */
  socketFactory?: ISocketFactory;
};

const connectTimeoutMs = 3000;
const requestTimeoutMs = 10_000;
/** Five tries within some two seconds; who calls decides what comes after. */
export const retry: NonNullable<KafkaConfig['retry']> = {
  initialRetryTime: 100,
  maxRetryTime: 1000,
  factor: 0.2,
  multiplier: 2,
  retries: 5,
};

/** A client of the library, with its idle loop mended and its log lines mapped to ours. Connects to nothing yet. */
export const createKafka = (
  { brokers, tls, sasl, socketFactory }: KafkaConnection,
  { logger, clientId = 'atlas' }: { logger: Logger; clientId?: string },
): kafkajs.Kafka => {
  patchIdleTimer();
  return new kafkajs.Kafka({
    clientId,
    brokers: [...brokers],
    ...(tls ? { ssl: tls.ca ? { ca: [tls.ca] } : true } : {}),
    ...(sasl ? { sasl: sasl as SASLOptions } : {}),
    ...(socketFactory ? { socketFactory } : {}),
    connectionTimeout: connectTimeoutMs,
    authenticationTimeout: connectTimeoutMs,
    requestTimeout: requestTimeoutMs,
    enforceRequestTimeout: true,
    retry,
    logLevel: kafkajs.logLevel.INFO,
    logCreator: createLogCreator(logger),
  });
};
