export { createEmbeddedEventBus } from './embedded-event-bus.ts';
export { createSignal, type Signal } from './signal.ts';
