import type { Sql } from '@atlas/shared/ports';

export type EarlyRow = { eventId: string; accountId: string; sealed: string };

export const insertEarly = (tx: Sql, rows: readonly EarlyRow[], now: Date) =>
  tx.query({
    name: 'notify_insert_early',
    text: `insert into notify.early_events (event_id, account_id, sealed, kept_at)
           select "eventId", "accountId", sealed, $2
           from jsonb_to_recordset($1) as e ("eventId" uuid, "accountId" uuid, sealed text)
           on conflict do nothing`,
    values: [JSON.stringify(rows), now],
  });

/** Takes out those whose account is there by now, and those kept since before; what another process looks at stays. */
export const takeEarly = (
  tx: Sql,
  { keptBefore, limit }: { keptBefore: Date; limit: number },
): Promise<EarlyRow[]> =>
  tx.query<EarlyRow>({
    name: 'notify_take_early',
    text: `with due as (
             select e.event_id from notify.early_events e
             where e.kept_at < $1 or exists (select from notify.recipients r where r.account_id = e.account_id)
             order by e.event_id limit $2 for update skip locked
           ), taken as (
             delete from notify.early_events e using due where e.event_id = due.event_id
             returning e.event_id, e.account_id, e.sealed
           )
           select event_id as "eventId", account_id as "accountId", sealed from taken order by event_id`,
    values: [keptBefore, limit],
  });

export const forgetEarly = (tx: Sql, accountIds: readonly string[]) =>
  tx.query({
    name: 'notify_forget_early',
    text: 'delete from notify.early_events where account_id = any ($1)',
    values: [accountIds],
  });
