export { trimTextCounts } from './cap-texts.ts';
export { createHandleEvents } from './handle-events.ts';
export { createNewDelivery } from './new-delivery.ts';
export { createObeyCommands } from './obey-commands.ts';
export { project } from './project.ts';
export { trimInbox } from './queries.ts';
export { createQueueNotices } from './queue-notices.ts';
