export { capTexts, trimTextCounts } from './cap-texts.ts';
export { createHandleEvents } from './handle-events.ts';
export { type CreateDelivery, createNewDelivery, type LaneOf, type Target } from './new-delivery.ts';
export { createObeyCommands } from './obey-commands.ts';
export { project } from './project.ts';
export { deleteRemovedChats } from './project-chats.ts';
export {
  type Chat,
  insertDeliveries,
  type NewDelivery,
  type Reachable,
  selectChats,
  selectReachable,
  trimInbox,
} from './queries.ts';
export { createQueueNotices, preferenceOf, recipientOf, suppressionOf, targetOf } from './queue-notices.ts';
export { createWriteNotices, type WriteNotices } from './write-notices.ts';
