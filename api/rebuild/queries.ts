import type { EventType } from '@atlas/shared/events';
import type { Sql } from '@atlas/shared/ports';

/** Accounts that anything is known of, in the log or outside it, in order of their ids. */
export const selectAccountIds = async (sql: Sql, after: string, limit: number): Promise<string[]> => {
  const rows = await sql.query<{ id: string }>({
    text: `select id from (
             (select distinct subject as id from event_log where subject > $1 order by subject limit $2)
             union
             (select id from accounts where id > $1 order by id limit $2)
             union
             (select account_id from account_keys where account_id > $1 order by account_id limit $2)
           ) as known order by id limit $2`,
    values: [after, limit],
  });
  return rows.map(({ id }) => id);
};

export type EventRow = {
  id: string;
  type: EventType;
  accountId: string;
  sequence: number;
  at: Date;
  data: object;
};

export const selectEvents = (sql: Sql, accountIds: readonly string[]): Promise<EventRow[]> =>
  sql.query({
    text: `select id, type, subject as "accountId", sequence, occurred_at as at, data
           from event_log where subject = any ($1::uuid[]) order by subject, sequence`,
    values: [accountIds],
  });

export const selectKeys = async (
  sql: Sql,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const rows = await sql.query<{ accountId: string; sealedKey: string }>({
    text: `select account_id as "accountId", sealed_key as "sealedKey"
           from account_keys where account_id = any ($1::uuid[])`,
    values: [accountIds],
  });
  return new Map(rows.map(({ accountId, sealedKey }) => [accountId, sealedKey]));
};
