export { type CommandName, commandDescription, commandNames } from './commands.ts';
export { replyTo, turnOf } from './dialogue.ts';
export {
  awaitsSecret,
  awaitsWords,
  beginFlow,
  bindChoices,
  choiceOf,
  type EntryName,
  entryOf,
  type FlowReply,
  type FlowState,
  type FlowStep,
  type PersonApi,
  takeStep,
} from './flows/index.ts';
export { createLocalise, type Localise, plain, type Span } from './localise.ts';
export {
  askWhoItIs,
  buttonIsForeign,
  buttonIsGone,
  groupsArePublic,
  inviteToRegister,
  loginIsOver,
  saySorry,
} from './replies.ts';
export type {
  Action,
  AppScreen,
  Context,
  Input,
  Outcome,
  Reply,
  ReplyBlock,
  ReplyButton,
  Text,
  Turn,
} from './reply.ts';
export { type TextKey, texts } from './texts/index.ts';
