import type { Sql } from '@atlas/shared/ports';
import type { IdentityPath } from '@atlas/shared/wire';

/** Where a number is sealed: it opens beside no other identity. */
export const phonePlace = (identityId: string) => ({
  table: 'messenger_phones',
  column: 'sealed_phone',
  rowId: identityId,
});

export type KeptPhone = { identityId: string; sealedPhone: string; toldAt: Date };

/** Of an account's messengers, the oldest first. */
export const selectPhones = (sql: Sql, accountId: string) =>
  sql.query<KeptPhone & { messenger: string }>({
    text: `select p.identity_id as "identityId", p.sealed_phone as "sealedPhone", p.told_at as "toldAt", i.messenger
           from messenger_phones p join identities i on i.id = p.identity_id
           where i.account_id = $1 order by i.created_at, i.id`,
    values: [accountId],
  });

/** Keeps number and blind index; false when they are the ones that were kept before. */
export const upsertPhone = async (
  tx: Sql,
  { identityId, sealedPhone, toldAt, phoneIndex }: KeptPhone & { phoneIndex: Buffer },
): Promise<boolean> => {
  const rows = await tx.query({
    name: 'upsert_messenger_phone',
    text: `with known as (
             select i.id from identities i left join messenger_phones p on p.identity_id = i.id
             where i.id = $1 and (p.identity_id is null or i.phone_index is distinct from $4)
           ), indexed as (
             update identities set phone_index = $4 where id in (select id from known)
           )
           insert into messenger_phones as m (identity_id, sealed_phone, told_at) select id, $2, $3 from known
           on conflict (identity_id) do update set sealed_phone = excluded.sealed_phone, told_at = excluded.told_at
           returning identity_id`,
    values: [identityId, sealedPhone, toldAt, phoneIndex],
  });
  return rows.length > 0;
};

/**
 * The WhatsApp chat of an account, with its number where one is known; undefined where it has none, where it is doubted
 * who writes there, and for a session that was itself opened from WhatsApp.
 */
export const selectCodeChat = async (
  tx: Sql,
  { accountId, sessionId }: { accountId: string; sessionId: string },
): Promise<
  | (Pick<IdentityPath, 'appScope' | 'subject'> & { identityId: string; sealedPhone: string | null })
  | undefined
> => {
  const [row] = await tx.query<{
    appScope: string;
    subject: string;
    identityId: string;
    sealedPhone: string | null;
  }>({
    name: 'select_code_chat',
    text: `select i.app_scope as "appScope", i.subject, i.id as "identityId", p.sealed_phone as "sealedPhone"
           from identities i left join messenger_phones p on p.identity_id = i.id
           where i.account_id = $1 and i.messenger = 'whatsapp' and i.suspended_at is null
             and exists (select from sessions s where s.id = $2 and s.account_id = $1 and s.messenger <> 'whatsapp')
           order by p.told_at desc nulls last, i.created_at, i.id limit 1`,
    values: [accountId, sessionId],
  });
  return row;
};
