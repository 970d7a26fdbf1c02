export { createEventLog, type EventLog, lockAccount, type NewEvent } from './event-log.ts';
export { readHistory } from './read-history.ts';
