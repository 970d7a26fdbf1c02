import type { Sql } from '../ports/index.ts';

/**
 * First statement of every command on an account. It takes no transaction id, so ids follow the order of the
 * lock, and readers that go by id see an account's events in order.
 */
export const lockAccount = (tx: Sql, accountId: string) =>
  tx.query({
    name: 'lock_account',
    text: `select pg_advisory_xact_lock(hashtextextended('atlas.account.' || $1, 0))`,
    values: [accountId],
  });

/** `lockAccount` of many, in the order in which everybody takes them, so that nobody waits in a circle. */
export const lockAccounts = (tx: Sql, accountIds: readonly string[]) =>
  tx.query({
    name: 'lock_accounts',
    text: `select pg_advisory_xact_lock(hashtextextended('atlas.account.' || a.id, 0))
           from (select distinct id from unnest($1::uuid[]) as given (id) order by id) as a`,
    values: [accountIds],
  });

export type AccountState = {
  accountId: string;
  sealedKey: string;
  /** Of the account's newest event; 0 before the first. */
  sequence: number;
};

/** What an append needs of each account. An erased account has no key, and is left out. */
export const selectAccountStates = async (
  tx: Sql,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, AccountState>> => {
  const rows = await tx.query<AccountState>({
    name: 'event_log_states',
    text: `select k.account_id as "accountId", k.sealed_key as "sealedKey",
             (select coalesce(max(sequence), 0) from event_log where subject = k.account_id) as sequence
           from account_keys k where k.account_id = any ($1::uuid[])`,
    values: [accountIds],
  });
  return new Map(rows.map((row) => [row.accountId, row]));
};

/** Which of these accounts were not erased. Under their locks this stays so until the transaction ends. */
export const selectLivingAccounts = async (
  sql: Sql,
  accountIds: readonly string[],
): Promise<ReadonlySet<string>> => {
  const rows = await sql.query<{ id: string }>({
    name: 'event_log_living',
    text: 'select account_id as id from account_keys where account_id = any ($1::uuid[])',
    values: [accountIds],
  });
  return new Set(rows.map(({ id }) => id));
};

/** From the commit on nobody can read what is personal in this account's history, and nothing can be added to it. */
export const destroyAccountKey = (tx: Sql, accountId: string) =>
  tx.query({ text: 'delete from account_keys where account_id = $1', values: [accountId] });
