import type { Sql } from '@atlas/shared/ports';
import { change, type Projection } from '../rebuild/index.ts';
import { selectMergesOf } from './queries.ts';

/** Merges as the log of the account tells them that became part of another. */
export const mergeProjection: Projection = {
  table: 'account_merges',
  personal: [],
  read: async (sql: Sql, accountIds) =>
    (await selectMergesOf(sql, accountIds)).map(({ id, oldId, newId, undoUntil, undoneAt }) => ({
      ...{ id, accountId: oldId, new_id: newId, undo_until: undoUntil.toISOString() },
      is_undone: undoneAt !== null,
    })),
  evolve: (rows, { type, data }) => {
    if (type === 'account.merged.v1')
      rows.set(data.mergeId, {
        new_id: data.newSubject,
        undo_until: data.undoUntil,
        is_undone: false,
      });
    if (type === 'account.merge_undone.v1') change(rows, data.mergeId, { is_undone: true });
    if (type === 'account.deleted.v1') rows.clear();
  },
};
