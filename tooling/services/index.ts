export { freePort } from './free-port.ts';
export { type Kafka, startKafka } from './kafka.ts';
export { prepareKafka } from './kafka-classes.ts';
export { findMissingTools } from './missing-tools.ts';
export { type Redis, startRedis } from './redis.ts';
export type { Service } from './restartable.ts';
export { ServiceError } from './server-process.ts';
export { kafkaJars, type Services, startServices } from './services.ts';
