import type { Sql } from '@atlas/shared/ports';
import type { Holding } from '../personal-data/index.ts';

const selectAccount = (sql: Sql, accountId: string) =>
  sql.query({
    text: `select id, display_name as "displayName", locale, notification_preferences as "notificationPreferences",
             notification_schedule as "notificationSchedule",
             created_at as "createdAt"
           from accounts where id = $1`,
    values: [accountId],
  });

const selectIdentities = (sql: Sql, accountId: string) =>
  sql.query({
    text: `select id, messenger, app_scope as "appScope", subject, created_at as "linkedAt"
           from identities where account_id = $1 order by created_at, id`,
    values: [accountId],
  });

const deleteAccount = (tx: Sql, accountId: string) =>
  tx.query({ text: 'delete from accounts where id = $1', values: [accountId] });

const deleteIdentities = (tx: Sql, accountId: string) =>
  tx.query({ text: 'delete from identities where account_id = $1', values: [accountId] });

/** The account and who signs in to it. Last in the list: other slices' rows may point here. */
export const accountHoldings: readonly Holding[] = [
  {
    name: 'identities',
    read: selectIdentities,
    erase: async (tx, accountId) => {
      await deleteIdentities(tx, accountId);
      return [];
    },
  },
  {
    name: 'account',
    read: async (sql, accountId) => (await selectAccount(sql, accountId))[0] ?? null,
    erase: async (tx, accountId) => {
      await deleteAccount(tx, accountId);
      return [];
    },
  },
];
