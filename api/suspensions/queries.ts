import type { Sql } from '@atlas/shared/ports';
import { acr, type IdentityPath, type Messenger } from '@atlas/shared/wire';

export type Suspicion = 'user_changed_number' | 'user_changed_user_id' | 'customer_identity_changed';

/** Marks an identity, once; undefined when nothing changed. A successor who is somebody already is none. */
export const suspendIdentity = async (
  tx: Sql,
  {
    messenger,
    appScope,
    subject,
    suspicion,
    successor,
    now,
  }: IdentityPath & { suspicion: Suspicion; successor: string | null; now: Date },
): Promise<{ id: string; isFresh: boolean } | undefined> => {
  const [row] = await tx.query<{ id: string; isFresh: boolean }>({
    name: 'suspend_identity',
    text: `with known as (
             select id, suspended_at from identities
             where messenger = $1 and app_scope = $2 and subject = $3
               and (suspended_at is null or (successor is null and $5::text is not null))
             for update
           )
           update identities i
           set suspended_at = coalesce(i.suspended_at, $6), suspicion = coalesce(i.suspicion, $4),
             successor = case when $5 <> i.subject and not exists (
               select from identities o
               where o.messenger = $1 and o.app_scope = $2 and (o.subject = $5 or o.successor = $5)
             ) then $5 end
           from known where i.id = known.id
           returning i.id, known.suspended_at is null as "isFresh"`,
    values: [messenger, appScope, subject, suspicion, successor, now],
  });
  return row;
};

/** Whether all that the messenger says now is known already. */
export const isSuspended = async (
  sql: Sql,
  { messenger, appScope, subject, successor }: IdentityPath & { successor: string | null },
): Promise<boolean> => {
  const rows = await sql.query({
    name: 'is_suspended',
    text: `select from identities
           where messenger = $1 and app_scope = $2 and subject = $3 and suspended_at is not null
             and ($4::text is null or successor is not null)`,
    values: [messenger, appScope, subject, successor],
  });
  return rows.length > 0;
};

/** Under which subject somebody is known, and whether they have to prove that it is they. */
export const selectStanding = async (
  sql: Sql,
  { messenger, appScope, subject }: IdentityPath,
): Promise<{ subject: string; isSuspended: boolean } | undefined> => {
  const [row] = await sql.query<{ subject: string; isSuspended: boolean }>({
    name: 'select_identity_standing',
    text: `select subject, suspended_at is not null as "isSuspended" from identities
           where messenger = $1 and app_scope = $2 and (subject = $3 or successor = $3)
           order by subject = $3 desc limit 1`,
    values: [messenger, appScope, subject],
  });
  return row;
};

/** A session that a suspended identity has just opened; false for any other. */
export const confineSession = async (
  tx: Sql,
  sessionId: string,
  { messenger, appScope, subject }: IdentityPath,
): Promise<boolean> => {
  const rows = await tx.query({
    name: 'confine_session',
    text: `update sessions set confined = true
           where id = $1 and exists (
             select from identities
             where messenger = $2 and app_scope = $3 and subject = $4 and suspended_at is not null)
           returning id`,
    values: [sessionId, messenger, appScope, subject],
  });
  return rows.length > 0;
};

/** Lets a session go in which enough was proved: a factor, or the shop's password where there is no factor. */
export const releaseSession = async (
  tx: Sql,
  { accountId, sessionId }: { accountId: string; sessionId: string },
): Promise<Messenger | undefined> => {
  const [row] = await tx.query<{ messenger: Messenger }>({
    name: 'release_session',
    text: `update sessions set confined = false
           where id = $1 and account_id = $2 and confined and revoked_at is null
             and (acr = $3 or ('pwd' = any (amr) and not exists (
               select from factors where account_id = $2 and state <> 'pending')))
           returning messenger`,
    values: [sessionId, accountId, acr.mfa],
  });
  return row?.messenger;
};

export type ReinstatedIdentity = {
  identityId: string;
  messenger: Messenger;
  appScope: string;
  chatId: string;
};

/** What was doubted is proved: the account's identities in this messenger, or that one, are good again, under their new subject. */
export const reinstateIdentities = (
  tx: Sql,
  { accountId, messenger, identityId }: { accountId: string; messenger?: Messenger; identityId?: string },
): Promise<ReinstatedIdentity[]> =>
  tx.query({
    name: 'reinstate_identities',
    text: `update identities i
           set suspended_at = null, suspicion = null, successor = null,
             subject = case when successor is null or exists (
               select from identities o
               where o.messenger = i.messenger and o.app_scope = i.app_scope and o.subject = i.successor
             ) then i.subject else i.successor end
           where i.account_id = $1 and i.suspended_at is not null
             and ($2::text is null or i.messenger = $2) and ($3::uuid is null or i.id = $3)
           returning i.id as "identityId", i.messenger, i.app_scope as "appScope", i.subject as "chatId"`,
    values: [accountId, messenger ?? null, identityId ?? null],
  });

export type SuspendedIdentity = {
  identityId: string;
  accountId: string;
  messenger: Messenger;
  appScope: string;
  suspendedAt: Date;
  suspicion: Suspicion;
  /** Whether the messenger named who they are now. */
  hasSuccessor: boolean;
  /** What they can prove themselves by: `none` waits for an operator. */
  wayOut: 'factor' | 'shop' | 'none';
};

/** All there are, the longest suspended first; without who they are in the messenger. */
export const selectSuspended = (
  sql: Sql,
  { identityId = null, limit }: { identityId?: string | null; limit: number },
): Promise<SuspendedIdentity[]> =>
  sql.query({
    text: `select i.id as "identityId", i.account_id as "accountId", i.messenger, i.app_scope as "appScope",
             i.suspended_at as "suspendedAt", i.suspicion, i.successor is not null as "hasSuccessor",
             case when exists (select from factors f where f.account_id = i.account_id and f.state <> 'pending') then 'factor'
               when exists (select from shop_links l where l.account_id = i.account_id) then 'shop'
               else 'none' end as "wayOut"
           from identities i where i.suspended_at is not null and ($1::uuid is null or i.id = $1)
           order by i.suspended_at, i.id limit $2`,
    values: [identityId, limit],
  });
