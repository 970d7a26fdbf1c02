import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import { newTraceparent } from '@atlas/shared/trace';
import { recordAudit } from '../audit/index.ts';
import { selectMerge, selectMergesWith } from './queries.ts';
import type { Undo } from './undo-merge.ts';

type Deps = { database: Database; clock: Clock; undo: Undo };

/** Merges as an operator sees and undoes them, who has found out by other means who somebody is. */
export const createOperateMerges = ({ database, clock, undo }: Deps) => ({
  /** All that went into an account or that it went into, newest first; ids and times only. */
  list: async (accountId: string) =>
    (await selectMergesWith(database, accountId)).map(({ identityIds, factorIds, shopLinkId, ...merge }) => ({
      ...merge,
      canUndo: merge.undoneAt === null && merge.undoUntil > clock(),
      identities: identityIds.length,
      factors: factorIds.length,
      hasShopLink: shopLinkId !== null,
    })),
  /** On record, with why. @throws AtlasError `merge_not_found`, `merge_undo_impossible` */
  undo: async (mergeId: string, reason: string): Promise<void> => {
    const merge = await selectMerge(database, mergeId);
    if (!merge) throw new AtlasError('merge_not_found');
    await undo(merge, { traceparent: newTraceparent() }, (tx) =>
      recordAudit(tx, {
        ...{ action: 'merge.undone', actor: 'operator', subject: mergeId, at: clock() },
        data: { oldSubject: merge.oldId, newSubject: merge.newId, reason },
      }),
    );
  },
});
