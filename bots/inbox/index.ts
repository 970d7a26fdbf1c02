export { createKeptUpdates } from './kept-updates.ts';
export { createPruner } from './pruner.ts';
export { createWorker, type HandlingFailure, type Inbox, type StoredUpdate } from './worker.ts';
