import type { Sql } from '@atlas/shared/ports';
import type { SummaryItem } from '../templates/index.ts';

/** People whose summary is due. */
export const selectDue = async (sql: Sql, now: Date, limit: number): Promise<string[]> => {
  const rows = await sql.query<{ accountId: string }>({
    name: 'notify_select_due_digests',
    text: `select distinct account_id as "accountId" from notify.deliveries
           where state = 'digesting' and due_at <= $1 limit $2`,
    values: [now, limit],
  });
  return rows.map(({ accountId }) => accountId);
};

/** Takes the person's summary in hand; undefined while another process has it, or when they are gone. */
export const lockRecipient = async (tx: Sql, accountId: string): Promise<{ locale: string } | undefined> => {
  const [row] = await tx.query<{ locale: string }>({
    name: 'notify_lock_digest',
    text: 'select locale from notify.recipients where account_id = $1 for no key update skip locked',
    values: [accountId],
  });
  return row;
};

export type Collected = {
  id: string;
  kind: string;
  template: string;
  channel: string;
  params: SummaryItem['params'];
  traceparent: string;
  expiresAt: Date;
};

/** What was collected for it, oldest first. */
export const selectCollected = (tx: Sql, accountId: string, now: Date, limit: number) =>
  tx.query<Collected>({
    name: 'notify_select_collected',
    text: `select id, kind, template, channel, params, traceparent, expires_at as "expiresAt" from notify.deliveries
           where account_id = $1 and state = 'digesting' and due_at <= $2 order by position limit $3 for update`,
    values: [accountId, now, limit],
  });

/** Told in the summary: nothing of its own is sent any more. */
export const markTold = (tx: Sql, ids: readonly string[], toldIn: string) =>
  tx.query({
    name: 'notify_mark_told',
    text: `update notify.deliveries set state = 'suppressed', reason = 'digested', told_in = $2, sealed = null
           where id = any ($1)`,
    values: [ids, toldIn],
  });

/** Not wanted any more, or too old: not told. */
export const markDropped = (
  tx: Sql,
  ids: readonly string[],
  state: 'suppressed' | 'expired',
  reason: string,
) =>
  tx.query({
    name: 'notify_mark_dropped',
    text: `update notify.deliveries set state = $2, reason = $3, sealed = null where id = any ($1)`,
    values: [ids, state, reason],
  });

export const releaseAlone = (tx: Sql, ids: readonly string[]) =>
  tx.query({
    text: `update notify.deliveries set state = 'queued' where id = any ($1)`,
    values: [ids],
  });
