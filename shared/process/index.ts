export { ConfigurationError, exitCodeForConfiguration, loadConfig } from './config.ts';
export { createHealth, type Health, type HealthCheck } from './health.ts';
export { createLogger, type Logger } from './logger.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { runUntilStopped, type Stoppable } from './run-until-stopped.ts';
