import type { Sql } from '@atlas/shared/ports';
import type { MergePreview } from '@atlas/shared/wire';
import { selectIdentities } from '../accounts/index.ts';
import { selectBackupCodeState } from '../backup-codes/index.ts';
import { previewFactorMove } from '../factors/index.ts';
import { linkIdOf } from '../shop-link/index.ts';
import { mergePolicy } from './policy.ts';

/**
 * What one account would bring into another, masked. Whether a factor finds room tells something of the other account,
 * and is said to that side alone: whoever only brings a code may have found it.
 */
export const previewMerge = async (
  sql: Sql,
  { oldId, newId }: { oldId: string; newId: string },
  to: 'new side' | 'old side',
): Promise<MergePreview> => {
  const factors = await previewFactorMove(sql, { from: oldId, to: newId });
  return {
    messengers: (await selectIdentities(sql, oldId)).map(({ messenger }) => messenger),
    factors: factors.map(({ kind, destination, comes }) => ({
      ...{ kind, destination },
      ...(to === 'new side' ? { comes } : {}),
    })),
    hasShopLink: (await linkIdOf(sql, oldId)) !== null,
    backupCodes: (await selectBackupCodeState(sql, oldId)).left,
    ...mergePolicy,
  };
};
