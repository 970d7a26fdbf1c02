export { assertOwnLog, ForeignLogError } from './assert-own-log.ts';
export { createEventLog, destroyAccountKey, type EventLog, lockAccount, type NewEvent } from './event-log.ts';
export { type HistoryEvent, readHistory } from './read-history.ts';
