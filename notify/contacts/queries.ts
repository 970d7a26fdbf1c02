import type { Sql } from '@atlas/shared/ports';

export type ContactRow = {
  factorId: string;
  accountId: string;
  channel: 'sms' | 'email';
  sealedAddress: string;
  /** Trace ids of the requests that added and removed it. */
  addedIn: string;
  addedAt: Date;
  removedIn: string | null;
};

export const insertContact = (tx: Sql, contact: Omit<ContactRow, 'removedIn'>) =>
  tx.query({
    text: `insert into notify.contacts (factor_id, account_id, channel, sealed_address, added_in, added_at)
           values ($1, $2, $3, $4, $5, $6)
           -- A factor that came to another account with a merge brings its contact along.
           on conflict (factor_id) do update
             set account_id = excluded.account_id, added_in = excluded.added_in, added_at = excluded.added_at,
               removed_in = null, removed_at = null
             where contacts.account_id <> excluded.account_id`,
    values: [
      contact.factorId,
      contact.accountId,
      contact.channel,
      contact.sealedAddress,
      contact.addedIn,
      contact.addedAt,
    ],
  });

export const markRemoved = (
  tx: Sql,
  { factorId, accountId }: Pick<ContactRow, 'factorId' | 'accountId'>,
  removedIn: string,
  removedAt: string,
) =>
  tx.query({
    text: `update notify.contacts set removed_in = $3, removed_at = $4
           where factor_id = $1 and account_id = $2 and removed_in is null`,
    values: [factorId, accountId, removedIn, removedAt],
  });

export const selectContacts = (tx: Sql, accountIds: readonly string[]) =>
  tx.query<ContactRow>({
    name: 'notify_select_contacts',
    text: `select factor_id as "factorId", account_id as "accountId", channel, sealed_address as "sealedAddress",
             added_in as "addedIn", added_at as "addedAt", removed_in as "removedIn"
           from notify.contacts where account_id = any ($1) order by channel, factor_id`,
    values: [accountIds],
  });

/** Forgets contacts that were removed before. */
export const deleteRemovedContacts = (sql: Sql, before: Date) =>
  sql.query({ text: 'delete from notify.contacts where removed_at < $1', values: [before] });
