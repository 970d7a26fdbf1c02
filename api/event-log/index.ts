export {
  createEventLog,
  destroyAccountKey,
  type EventLog,
  lockAccount,
  type NewEvent,
} from '@atlas/shared/event-log';
export { assertOwnLog, ForeignLogError } from './assert-own-log.ts';
export { type HistoryEvent, readHistory } from './read-history.ts';
