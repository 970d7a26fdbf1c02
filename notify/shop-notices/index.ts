export { shopLinkReminder } from './shop-link-reminder.ts';
export { shopLinked } from './shop-linked.ts';
export { shopUnlinked } from './shop-unlinked.ts';
