export { createHandleEvents } from './handle-events.ts';
export { trimInbox } from './queries.ts';
