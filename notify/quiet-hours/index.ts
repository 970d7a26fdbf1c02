export { reconsider } from './queries.ts';
export { createReconsiderWaiting } from './reconsider-waiting.ts';
export { type Person, type QuietRule, type Timing, whenToSend } from './when-to-send.ts';
