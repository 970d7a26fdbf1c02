import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import type { MergeUndoPreview } from '@atlas/shared/wire';
import { selectIdentities } from '../accounts/index.ts';
import { previewFactorMove } from '../factors/index.ts';
import { linkIdOf } from '../shop-link/index.ts';
import { selectUndoableMerge } from './queries.ts';

export type PreviewUndo = (which: { accountId: string; mergeId: string }) => Promise<MergeUndoPreview>;

/** What an undo would give back; does nothing. @throws AtlasError `merge_not_found` as an undo would. */
export const createPreviewUndo =
  ({ database, clock }: { database: Database; clock: Clock }): PreviewUndo =>
  async ({ accountId: newId, mergeId }) => {
    const merge = await selectUndoableMerge(database, { id: mergeId, newId, now: clock() });
    if (!merge) throw new AtlasError('merge_not_found');
    const identities = await selectIdentities(database, newId);
    const back = identities.filter(({ id }) => merge.identityIds.includes(id));
    const factors = await previewFactorMove(database, { from: newId, to: merge.oldId });
    return {
      messengers: back.map(({ messenger }) => messenger),
      factors: factors
        .filter(({ id, comes }) => comes && merge.factorIds.includes(id))
        .map(({ kind, destination }) => ({ kind, destination })),
      hasShopLink: merge.shopLinkId !== null && (await linkIdOf(database, newId)) === merge.shopLinkId,
      isPossible: back.length > 0 && back.length < identities.length,
    };
  };
