export type { DecisionStep } from './decision.ts';
export { type DecidedAgainst, recordAgainst, trimDecisions } from './record-against.ts';
