export { destroyAccountKey, lockAccount, lockAccounts, selectLivingAccounts } from './account-state.ts';
export { type Appended, createEventLog, type EventLog, type NewEvent } from './event-log.ts';
export { type Fact, type FactsCursor, firstFact, readFacts, readFactsOf } from './read-facts.ts';
