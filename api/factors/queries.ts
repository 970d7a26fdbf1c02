import type { Sql } from '@atlas/shared/ports';
import type { FactorKind } from '@atlas/shared/wire';

export type FactorRow = {
  id: string;
  kind: FactorKind;
  name: string;
  state: 'pending' | 'active' | 'locked';
  isDefault: boolean;
  maskedDestination: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
};

const columns = `id, kind, name, state, is_default as "isDefault", masked_destination as "maskedDestination",
  created_at as "createdAt", last_used_at as "lastUsedAt"`;

/** The account's active factors, the default first. */
export const selectActiveFactors = (sql: Sql, accountId: string): Promise<FactorRow[]> =>
  sql.query({
    name: 'select_active_factors',
    text: `select ${columns} from factors where account_id = $1 and state = 'active'
           order by is_default desc, created_at, id`,
    values: [accountId],
  });

/** A factor with what is sealed in it. */
export type SealedFactor = FactorRow & {
  sealedDestination: string | null;
  destinationIndex: Buffer | null;
  sealedSecret: string | null;
  chatMessageRef: string | null;
};

export const selectFactor = async (
  sql: Sql,
  { accountId, factorId }: { accountId: string; factorId: string },
): Promise<SealedFactor | undefined> => {
  const [row] = await sql.query<SealedFactor>({
    name: 'select_factor',
    text: `select ${columns}, sealed_destination as "sealedDestination", destination_index as "destinationIndex",
             sealed_secret as "sealedSecret", chat_message_ref as "chatMessageRef"
           from factors where account_id = $1 and id = $2`,
    values: [accountId, factorId],
  });
  return row;
};

export type NewFactor = {
  id: string;
  accountId: string;
  kind: FactorKind;
  name: string;
  sealedDestination: string | null;
  destinationIndex: Buffer | null;
  maskedDestination: string | null;
  sealedSecret: string | null;
  chatMessageRef: string | null;
  createdAt: Date;
  expiresAt: Date;
};

export const insertPendingFactor = (tx: Sql, factor: NewFactor) =>
  tx.query({
    name: 'insert_pending_factor',
    text: `insert into factors (id, account_id, kind, name, state, sealed_destination, destination_index, masked_destination,
             sealed_secret, last_step, chat_message_ref, created_at, expires_at)
           values ($1, $2, $3, $4, 'pending', $5, $6, $7, $8, case when $3 = 'totp' then 0 end, $9, $10, $11)`,
    values: [
      factor.id,
      factor.accountId,
      factor.kind,
      factor.name,
      factor.sealedDestination,
      factor.destinationIndex,
      factor.maskedDestination,
      factor.sealedSecret,
      factor.chatMessageRef,
      factor.createdAt,
      factor.expiresAt,
    ],
  });

/** Another set-up of this kind begins: the unfinished one ends. Answers the chat messages that showed it. */
export const deletePendingFactors = async (
  tx: Sql,
  { accountId, kind }: { accountId: string; kind: FactorKind },
): Promise<string[]> => {
  const rows = await tx.query<{ chatMessageRef: string | null }>({
    name: 'delete_pending_factors',
    text: `delete from factors where account_id = $1 and kind = $2 and state = 'pending'
           returning chat_message_ref as "chatMessageRef"`,
    values: [accountId, kind],
  });
  return rows.flatMap(({ chatMessageRef }) => (chatMessageRef ? [chatMessageRef] : []));
};

export const hasActiveDestination = async (
  tx: Sql,
  { accountId, destinationIndex }: { accountId: string; destinationIndex: Buffer },
): Promise<boolean> => {
  const rows = await tx.query({
    name: 'has_active_destination',
    text: `select from factors where account_id = $1 and destination_index = $2 and state = 'active'`,
    values: [accountId, destinationIndex],
  });
  return rows.length > 0;
};

/** Whether a number is the one a WhatsApp identity of the account stands on. */
export const isOwnMessenger = async (
  tx: Sql,
  { accountId, destinationIndex }: { accountId: string; destinationIndex: Buffer },
): Promise<boolean> => {
  const rows = await tx.query({
    name: 'is_own_messenger',
    text: `select from identities where account_id = $1 and messenger = 'whatsapp' and phone_index = $2`,
    values: [accountId, destinationIndex],
  });
  return rows.length > 0;
};

/**
 * A confirmed factor goes into service; the first one as the default. One that was switched off with the same
 * destination makes room. Undefined when the set-up is no longer there.
 */
export const activateFactor = async (
  tx: Sql,
  { accountId, factorId }: { accountId: string; factorId: string },
): Promise<(SealedFactor & { isFirst: boolean }) | undefined> => {
  await tx.query({
    name: 'delete_locked_twin',
    text: `delete from factors locked using factors fresh
           where locked.account_id = $1 and locked.state = 'locked' and fresh.id = $2
             and locked.destination_index = fresh.destination_index`,
    values: [accountId, factorId],
  });
  const [row] = await tx.query<SealedFactor & { isFirst: boolean }>({
    name: 'activate_factor',
    text: `with others as (select count(*) from factors where account_id = $1 and state = 'active')
           update factors set state = 'active', expires_at = null, is_default = (others.count = 0)
           from others where account_id = $1 and id = $2 and state = 'pending'
           returning ${columns}, sealed_destination as "sealedDestination", destination_index as "destinationIndex",
             sealed_secret as "sealedSecret", chat_message_ref as "chatMessageRef", others.count = 0 as "isFirst"`,
    values: [accountId, factorId],
  });
  return row;
};

export const prolongPendingFactor = (tx: Sql, factorId: string, expiresAt: Date) =>
  tx.query({
    name: 'prolong_pending_factor',
    text: `update factors set expires_at = $2 where id = $1 and state = 'pending'`,
    values: [factorId, expiresAt],
  });

/** Writes what differs; answers the factor as it is now and what changed. */
export const updateFactor = async (
  tx: Sql,
  {
    accountId,
    factorId,
    name,
    isDefault,
  }: { accountId: string; factorId: string; name?: string; isDefault?: true },
): Promise<{ factor: FactorRow; changed: { name?: string; isDefault?: true } } | undefined> => {
  const before = await selectFactor(tx, { accountId, factorId });
  if (before?.state !== 'active') return undefined;
  const changed = {
    ...(name !== undefined && name !== before.name ? { name } : {}),
    ...(isDefault && !before.isDefault ? { isDefault } : {}),
  };
  if (changed.isDefault) {
    await tx.query({
      text: 'update factors set is_default = false where account_id = $1 and is_default',
      values: [accountId],
    });
  }
  const [factor] = await tx.query<FactorRow>({
    text: `update factors set name = coalesce($2, name), is_default = is_default or $3 where id = $1 returning ${columns}`,
    values: [factorId, name ?? null, isDefault ?? false],
  });
  return factor && { factor, changed };
};

/** Takes an active factor off; the oldest of the others becomes the default where it was. */
export const deleteActiveFactor = async (
  tx: Sql,
  { accountId, factorId }: { accountId: string; factorId: string },
): Promise<{ kind: FactorKind; left: number } | undefined> => {
  const [deleted] = await tx.query<{ kind: FactorKind }>({
    text: `delete from factors where account_id = $1 and id = $2 and state = 'active' returning kind`,
    values: [accountId, factorId],
  });
  if (!deleted) return undefined;
  await tx.query({
    text: `update factors set is_default = true where id = (
             select id from factors where account_id = $1 and state = 'active'
               and not exists (select from factors where account_id = $1 and is_default)
             order by created_at, id limit 1)`,
    values: [accountId],
  });
  const [{ left } = { left: 0 }] = await tx.query<{ left: number }>({
    text: `select count(*) as left from factors where account_id = $1 and state = 'active'`,
    values: [accountId],
  });
  return { kind: deleted.kind, left };
};

/** Takes every factor off, with what was begun; answers those that were in service or switched off. */
export const deleteAllFactors = async (
  tx: Sql,
  accountId: string,
): Promise<{ id: string; kind: FactorKind; state: FactorRow['state'] }[]> =>
  tx.query({
    text: 'delete from factors where account_id = $1 returning id, kind, state',
    values: [accountId],
  });
