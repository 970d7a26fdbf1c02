export { createHandleEvents } from './handle-events.ts';
export { createTakeSteps } from './take-steps.ts';
