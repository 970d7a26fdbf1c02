import type { Sql } from '@atlas/shared/ports';
import type { NewDelivery } from './queries.ts';

/**
 * Notices by SMS cost money and are caused by what people do: set up and take off, ask and cancel, link and undo. After
 * so many in a day a number has been warned; the messenger and e-mail go on. Codes are limited where they are made.
 */
const noticesPerNumberAndDay = 10;

const countNotice = async (tx: Sql, address: string, day: string): Promise<number> => {
  const [row] = await tx.query<{ count: number }>({
    name: 'notify_count_text',
    text: `insert into notify.text_counts as t (address, day, count) values ($1, $2, 1)
           on conflict (address, day) do update set count = t.count + 1 returning count`,
    values: [address, day],
  });
  return row?.count ?? 0;
};

const isNotice = ({ channel, priority, state, operation }: NewDelivery): boolean =>
  channel === 'sms' && priority > 0 && state === 'queued' && operation === 'send';

/** Puts on record, instead of in the queue, the notices by SMS that are too many for their number today. */
export const capTexts = async (
  tx: Sql,
  deliveries: readonly NewDelivery[],
  now: Date,
): Promise<NewDelivery[]> => {
  const day = now.toISOString().slice(0, 10);
  const capped: NewDelivery[] = [];
  for (const delivery of deliveries) {
    const isTooMany =
      isNotice(delivery) && (await countNotice(tx, delivery.address, day)) > noticesPerNumberAndDay;
    capped.push(
      isTooMany
        ? {
            ...delivery,
            state: 'suppressed',
            reason: 'too_many_texts',
            sealed: null,
            decision: [...delivery.decision, { step: 'limit', result: 'too_many_texts' }],
          }
        : delivery,
    );
  }
  return capped;
};

/** Forgets the counts of days before. */
export const trimTextCounts = (sql: Sql, before: Date) =>
  sql.query({
    text: 'delete from notify.text_counts where day < $1',
    values: [before.toISOString().slice(0, 10)],
  });
