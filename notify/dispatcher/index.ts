export { createDispatcher, type Dispatcher } from './dispatcher.ts';
export type { GoOn, Stuck } from './go-on.ts';
export { contactRate, type Rate, telegramRate } from './lease.ts';
export { createDispatcherMetrics } from './metrics.ts';
export { openSecret, sealSecret } from './secret.ts';
