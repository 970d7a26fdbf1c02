export { createDispatcher, type Dispatcher } from './dispatcher.ts';
export { telegramRate } from './lease.ts';
