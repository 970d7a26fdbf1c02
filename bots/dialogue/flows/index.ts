export { bindChoices, choiceOf } from './bind-choices.ts';
export { type EntryName, entryOf } from './entries.ts';
export type { FlowReply, FlowState, FlowStep, PersonApi, Said } from './flow.ts';
export { awaitsSecret, awaitsWords, beginFlow, takeStep } from './run-flow.ts';
