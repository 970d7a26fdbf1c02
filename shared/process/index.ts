export { ConfigurationError, exitCodeForConfiguration, loadConfig } from './config.ts';
export { createHealth, type Health, type HealthCheck } from './health.ts';
export { createHealthHandlers } from './health-handlers.ts';
export { type HttpServer, listen, PortTakenError } from './http-server.ts';
export { checkKafkaVariables, KafkaVariables } from './kafka-variables.ts';
export { createLogger, type Logger } from './logger.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { endLeftover, isAlive } from './other-process.ts';
export { runUntilStopped, type Stoppable } from './run-until-stopped.ts';
export { createSignal, type Signal } from './signal.ts';
export {
  databaseVariables,
  masterKeyVariables,
  type ProcessEnvironment,
  processVariables,
  redisVariables,
  wholeNumber,
} from './variables.ts';
