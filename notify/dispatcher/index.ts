export { createDispatcher, type Dispatcher } from './dispatcher.ts';
export { contactRate, type Rate, telegramRate } from './lease.ts';
export { sealSecret } from './secret.ts';
