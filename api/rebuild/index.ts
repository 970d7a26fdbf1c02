export { type Comparison, compareLog, type Difference } from './compare-log.ts';
export { change, changeAll, type LoggedEvent, type Projection, type Row } from './projection.ts';
