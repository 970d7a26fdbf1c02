export {
  createKeepEarly,
  createTakeUpEarly,
  eventsBehind,
  forgetEarlyOf,
  type KeepEarly,
} from './early-events.ts';
