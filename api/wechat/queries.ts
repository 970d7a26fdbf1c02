import type { Sql } from '@atlas/shared/ports';
import type { WechatPerson } from './wechat-person.ts';

type Address = Pick<WechatPerson, 'messenger' | 'appScope' | 'subject'>;

/** Nobody signs in under this unionid meanwhile, from whichever app. Before the locks of identity and account. */
export const lockUnion = (tx: Sql, unionId: string) =>
  tx.query({
    name: 'lock_wechat_union',
    text: `select pg_advisory_xact_lock(hashtextextended('atlas.wechat.union.' || $1, 0))`,
    values: [unionId],
  });

/**
 * The account that this person has from another app of the same owner, and that nobody has from this one; of several the
 * oldest way in.
 */
export const selectAccountIdOfUnion = async (
  sql: Sql,
  { unionId, messenger, appScope }: Pick<WechatPerson, 'unionId' | 'messenger' | 'appScope'>,
): Promise<string | undefined> => {
  const [row] = await sql.query<{ accountId: string }>({
    name: 'select_account_of_wechat_union',
    text: `select i.account_id as "accountId" from wechat_identities w join identities i on i.id = w.identity_id
           where w.union_id = $1 and not exists (select from identities same
             where same.account_id = i.account_id and same.messenger = $2 and same.app_scope = $3)
           order by i.created_at, i.id limit 1`,
    values: [unionId, messenger, appScope],
  });
  return row?.accountId;
};

export const selectIdentityId = async (
  sql: Sql,
  { messenger, appScope, subject }: Address,
): Promise<string | undefined> => {
  const [row] = await sql.query<{ id: string }>({
    name: 'select_wechat_identity_id',
    text: 'select id from identities where messenger = $1 and app_scope = $2 and subject = $3',
    values: [messenger, appScope, subject],
  });
  return row?.id;
};

/** What WeChat told this time; what it did not tell stays as it was. */
export const upsertWechatIdentity = (
  tx: Sql,
  row: { identityId: string; unionId: string | null; sealedSessionKey: string | null; now: Date },
) =>
  tx.query({
    name: 'upsert_wechat_identity',
    text: `insert into wechat_identities as w (identity_id, union_id, sealed_session_key, updated_at)
           values ($1, $2, $3, $4)
           on conflict (identity_id) do update set union_id = coalesce(excluded.union_id, w.union_id),
             sealed_session_key = coalesce(excluded.sealed_session_key, w.sealed_session_key),
             updated_at = excluded.updated_at`,
    values: [row.identityId, row.unionId, row.sealedSessionKey, row.now],
  });

export const insertOauthStart = (sql: Sql, start: { stateHash: Buffer; jkt: string; expiresAt: Date }) =>
  sql.query({
    name: 'insert_wechat_oauth_start',
    text: 'insert into wechat_oauth_starts (state_hash, jkt, expires_at) values ($1, $2, $3)',
    values: [start.stateHash, start.jkt, start.expiresAt],
  });

/** Spends a state, once, and only with the key of the browser it was made for. */
export const consumeOauthStart = async (
  sql: Sql,
  { stateHash, jkt, now }: { stateHash: Buffer; jkt: string | null; now: Date },
): Promise<boolean> => {
  const rows = await sql.query({
    name: 'consume_wechat_oauth_start',
    text: `update wechat_oauth_starts set consumed_at = $3
           where state_hash = $1 and jkt = $2 and consumed_at is null and expires_at > $3 returning jkt`,
    values: [stateHash, jkt, now],
  });
  return rows.length > 0;
};

/** False when the identity was taken off the account meanwhile. */
export const setPhone = async (
  tx: Sql,
  row: { identityId: string; accountId: string; sealedPhone: string; provedAt: Date },
): Promise<boolean> => {
  const rows = await tx.query({
    name: 'set_wechat_phone',
    text: `insert into wechat_identities as w (identity_id, sealed_phone, phone_proved_at, updated_at)
           select id, $3, $4, $4 from identities where id = $1 and account_id = $2
           on conflict (identity_id) do update set sealed_phone = excluded.sealed_phone,
             phone_proved_at = excluded.phone_proved_at, updated_at = excluded.updated_at
           returning w.identity_id`,
    values: [row.identityId, row.accountId, row.sealedPhone, row.provedAt],
  });
  return rows.length > 0;
};
