export { createDispatcher, type Dispatcher } from './dispatcher.ts';
export { contactRate, type Rate, telegramRate } from './lease.ts';
export { createDispatcherMetrics } from './metrics.ts';
export { sealSecret } from './secret.ts';
