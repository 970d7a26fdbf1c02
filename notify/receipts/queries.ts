import type { Sql } from '@atlas/shared/ports';
import type { Receipt } from '@atlas/shared/wire';

export type Receipted = { id: string; template: string; channel: string; traceparent: string };

/**
 * Notes a receipt, each kind once; the one that counts is that of the highest rank. A message whose fate was unknown was
 * sent after all, when its provider speaks of it.
 */
export const recordReceipt = async (
  sql: Sql,
  { deliveryId, receipt, rank, now }: { deliveryId: string; receipt: Receipt; rank: number; now: Date },
): Promise<Receipted | undefined> => {
  const [row] = await sql.query<Receipted>({
    name: 'notify_record_receipt',
    text: `with noted as (
             insert into notify.receipts (delivery_id, receipt, at)
             select id, $2, $4::timestamptz from notify.deliveries where id = $1 and channel = 'sms'
             on conflict do nothing
           )
           update notify.deliveries
           set receipt = $2, receipt_rank = $3, receipt_at = $4,
             state = case when state = 'unknown' then 'sent' else state end,
             sent_at = case when state = 'unknown' then $4 else sent_at end,
             reason = case when state = 'unknown' then null else reason end
           where id = $1 and channel = 'sms' and receipt_rank < $3
           returning id, template, channel, traceparent`,
    values: [deliveryId, receipt, rank, now],
  });
  return row;
};
