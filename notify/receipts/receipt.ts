import type { Receipt } from '@atlas/shared/wire';

/** What a provider reports about one message. */
export type ReportedReceipt = { deliveryId: string; receipt: Receipt };

/** Later ones win; of two final ones the first. */
export const rankOf = (receipt: Receipt): number =>
  ({ queued: 1, sending: 2, sent: 3, delivered: 4, undelivered: 4, failed: 4, expired: 4 })[receipt];
