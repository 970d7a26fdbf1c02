export { createDecode, createOpenRow, type Opened, toEvent } from './decode.ts';
export { createEmbeddedEventBus } from './embedded-event-bus.ts';
export { createEventAge } from './event-age.ts';
export { createHandleBatch } from './handle-batch.ts';
export { createLogHint, listenForHints } from './log-hint.ts';
export type { LogRow, Place } from './log-row.ts';
export {
  ensureCursor,
  insertParked,
  requestReplay,
  selectLag,
  selectParked,
  tryLead,
  updateCursor,
} from './queries.ts';
export { type Reader, type ReaderOptions, startReader } from './reader.ts';
export { connectReader, type ReaderConnection } from './reader-connection.ts';
export { createReplayParked } from './replay-parked.ts';
export { startReplayRequests } from './replay-requests.ts';
