export { createHandleEvents } from './handle-events.ts';
export { mergePeople, type PeopleTable } from './queries.ts';
export { settleErased } from './settle-erased.ts';
export { wanted, whatIsKnown } from './what-is-known.ts';
