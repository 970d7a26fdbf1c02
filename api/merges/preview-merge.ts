import type { Sql } from '@atlas/shared/ports';
import type { MergePreview } from '@atlas/shared/wire';
import { selectIdentities } from '../accounts/index.ts';
import { selectActiveFactors } from '../factors/index.ts';
import { linkIdOf } from '../shop-link/index.ts';

export const undoDays = 30;

/** What would come over with an account, masked; orders and badges follow by the old subject. */
export const previewMerge = async (sql: Sql, oldId: string): Promise<MergePreview> => {
  const factors = await selectActiveFactors(sql, oldId);
  return {
    messengers: (await selectIdentities(sql, oldId)).map(({ messenger }) => messenger),
    factors: factors.map(({ kind, maskedDestination: destination }) => ({ kind, destination })),
    hasShopLink: (await linkIdOf(sql, oldId)) !== null,
    undoDays,
  };
};
