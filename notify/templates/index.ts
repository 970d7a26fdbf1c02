export { type Compose, createCompose } from './compose.ts';
export type { Inline, SemanticMessage } from './semantic-message.ts';
export { type Params, priorityOf, type Template } from './template.ts';
