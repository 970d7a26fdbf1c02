export { shopLinkReminder } from './shop-link-reminder.ts';
export { shopLinked } from './shop-linked.ts';
export { shopOwnerNotice } from './shop-owner-notice.ts';
export { shopUnlinked } from './shop-unlinked.ts';
