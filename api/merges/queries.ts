import type { Sql } from '@atlas/shared/ports';

export type MergeRow = {
  id: string;
  oldId: string;
  newId: string;
  mergedAt: Date;
  undoUntil: Date;
  undoneAt: Date | null;
  identityIds: string[];
  factorIds: string[];
  shopLinkId: string | null;
};

const columns = `id, old_id as "oldId", new_id as "newId", merged_at as "mergedAt", undo_until as "undoUntil",
  undone_at as "undoneAt", identity_ids as "identityIds", factor_ids as "factorIds", shop_link_id as "shopLinkId"`;

export const insertMerge = (tx: Sql, merge: Omit<MergeRow, 'undoneAt'>) =>
  tx.query({
    text: `insert into account_merges (id, old_id, new_id, merged_at, undo_until, identity_ids, factor_ids, shop_link_id)
           values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      ...[merge.id, merge.oldId, merge.newId, merge.mergedAt, merge.undoUntil],
      ...[merge.identityIds, merge.factorIds, merge.shopLinkId],
    ],
  });

/** Newest first. */
export const selectMergesInto = (sql: Sql, newId: string): Promise<MergeRow[]> =>
  sql.query({
    text: `select ${columns} from account_merges where new_id = $1 order by merged_at desc, id`,
    values: [newId],
  });

export const selectMergesOf = (sql: Sql, oldIds: readonly string[]): Promise<MergeRow[]> =>
  sql.query({
    text: `select ${columns} from account_merges where old_id = any ($1::uuid[])`,
    values: [oldIds],
  });

/** Takes a merge back, once, in time, for the account that it went into. */
export const undoMerge = async (
  tx: Sql,
  { id, newId, now }: { id: string; newId: string; now: Date },
): Promise<MergeRow | undefined> => {
  const [row] = await tx.query<MergeRow>({
    text: `update account_merges set undone_at = $3
           where id = $1 and new_id = $2 and undone_at is null and undo_until > $3 returning ${columns}`,
    values: [id, newId, now],
  });
  return row;
};

export const selectMerge = async (sql: Sql, id: string): Promise<MergeRow | undefined> => {
  const [row] = await sql.query<MergeRow>({
    text: `select ${columns} from account_merges where id = $1`,
    values: [id],
  });
  return row;
};

/** On either side, newest first. */
export const selectMergesWith = (sql: Sql, accountId: string): Promise<MergeRow[]> =>
  sql.query({
    text: `select ${columns} from account_merges where $1 in (old_id, new_id) order by merged_at desc, id`,
    values: [accountId],
  });

/** A merge into this account that may still be undone; undefined where there is none. */
export const selectUndoableMerge = async (
  sql: Sql,
  { id, newId, now }: { id: string; newId: string; now: Date },
): Promise<MergeRow | undefined> => {
  const [row] = await sql.query<MergeRow>({
    text: `select ${columns} from account_merges
           where id = $1 and new_id = $2 and undone_at is null and undo_until > $3`,
    values: [id, newId, now],
  });
  return row;
};

/** Whether something was merged into one of these accounts since, and not undone. */
export const isMergedSince = async (
  sql: Sql,
  accountIds: readonly string[],
  since: Date,
): Promise<boolean> => {
  const rows = await sql.query({
    text: `select from account_merges
           where new_id = any ($1::uuid[]) and undone_at is null and merged_at > $2 limit 1`,
    values: [accountIds, since],
  });
  return rows.length > 0;
};

/** All that went into an account, and into those: oldest merges deepest. */
export const selectMergedInto = async (sql: Sql, accountId: string): Promise<string[]> => {
  const rows = await sql.query<{ id: string }>({
    text: `with recursive parts (id) as (
             select old_id from account_merges where new_id = $1 and undone_at is null
             union
             select m.old_id from account_merges m join parts on m.new_id = parts.id where m.undone_at is null
           ) select id from parts order by id`,
    values: [accountId],
  });
  return rows.map(({ id }) => id);
};
