export { accountMerged } from './account-merged.ts';
export { messengerClaimed } from './messenger-claimed.ts';
export { messengerConnected } from './messenger-connected.ts';
export { messengerRemoved } from './messenger-removed.ts';
