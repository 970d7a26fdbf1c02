export { createEmbeddedEventBus } from './embedded-event-bus.ts';
