export {
  createEventLog,
  destroyAccountKey,
  type EventLog,
  lockAccount,
  lockAccounts,
  type NewEvent,
} from '@atlas/shared/event-log';
export { assertOwnLog, ForeignLogError } from './assert-own-log.ts';
export { hasEventsBeside } from './has-events-beside.ts';
export { type HistoryEvent, readHistory } from './read-history.ts';
