export { type Compose, createCompose } from './compose.ts';
export type { Inline, SemanticMessage } from './semantic-message.ts';
export {
  canSay,
  type Params,
  priorityOf,
  type Reason,
  type SummaryItem,
  type Template,
  type Texts,
} from './template.ts';
