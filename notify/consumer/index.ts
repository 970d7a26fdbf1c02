export { capTexts, trimTextCounts } from './cap-texts.ts';
export { createHandleEvents } from './handle-events.ts';
export { type CreateDelivery, createNewDelivery } from './new-delivery.ts';
export { createObeyCommands } from './obey-commands.ts';
export { project } from './project.ts';
export {
  insertDeliveries,
  type NewDelivery,
  type Reachable,
  selectReachable,
  trimInbox,
} from './queries.ts';
export { createQueueNotices, preferenceOf, recipientOf, suppressionOf } from './queue-notices.ts';
export { createWriteNotices, type WriteNotices } from './write-notices.ts';
