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

/** Which of these accounts have events that wait. */
export const selectAwaited = async (tx: Sql, accountIds: readonly string[]): Promise<ReadonlySet<string>> => {
  const rows = await tx.query<{ accountId: string }>({
    name: 'notify_select_awaited',
    text: `select distinct account_id as "accountId" from notify.early_events where account_id = any ($1)`,
    values: [accountIds],
  });
  return new Set(rows.map(({ accountId }) => accountId));
};

/**
 * Takes out those whose account is there by now, and those kept since before, all of an account in the order they came;
 * what another process looks at stays.
 */
export const takeEarly = (
  tx: Sql,
  { keptBefore, maxAccounts }: { keptBefore: Date; maxAccounts: number },
): Promise<EarlyRow[]> =>
  tx.query<EarlyRow>({
    name: 'notify_take_early',
    text: `with due as (
             select distinct e.account_id from notify.early_events e
             where e.kept_at < $1 or exists (select from notify.recipients r where r.account_id = e.account_id)
             limit $2
           ), locked as (
             select e.event_id from notify.early_events e join due on due.account_id = e.account_id for update of e skip locked
           ), taken as (
             delete from notify.early_events e using locked where e.event_id = locked.event_id
             returning e.event_id, e.account_id, e.sealed, e.position
           )
           select event_id as "eventId", account_id as "accountId", sealed from taken order by position`,
    values: [keptBefore, maxAccounts],
  });

export const forgetEarly = (tx: Sql, accountIds: readonly string[]) =>
  tx.query({
    name: 'notify_forget_early',
    text: 'delete from notify.early_events where account_id = any ($1)',
    values: [accountIds],
  });
