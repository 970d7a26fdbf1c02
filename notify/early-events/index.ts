export { createKeepEarly, createTakeUpEarly, forgetEarlyOf, type KeepEarly } from './early-events.ts';
