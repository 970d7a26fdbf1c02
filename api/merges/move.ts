import type { Sql } from '@atlas/shared/ports';
import { type IdentityRow, moveIdentities } from '../accounts/index.ts';
import type { NewEvent } from '../event-log/index.ts';
import type { MoveFactors } from '../factors/index.ts';
import type { MoveLink } from '../shop-link/index.ts';

export type Belongings = {
  identityIds: readonly string[];
  factorIds: readonly string[];
  shopLinkId: string | null;
};
type Way = { from: string; to: string; cameBy: 'merge' | 'merge_undo' };
export type MoveBelongings = (
  tx: Sql,
  what: Belongings,
  way: Way,
) => Promise<{ ofOld: NewEvent[]; ofNew: NewEvent[]; factorIds: string[]; identities: IdentityRow[] }>;

const joined = (row: IdentityRow, { cameBy }: Way): NewEvent => ({
  type: 'identity.connected.v1',
  data: {
    ...{ messenger: row.messenger, appScope: row.appScope, chatId: row.subject, identityId: row.id },
    ...{ linkedAt: row.createdAt.toISOString(), reason: cameBy },
  },
});
const left = (row: IdentityRow, { cameBy }: Way): NewEvent => ({
  type: 'identity.removed.v1',
  data: { identityId: row.id, messenger: row.messenger, appScope: row.appScope, reason: cameBy },
});

/** Gives what one account has to another, under the locks of both, and says so in the words of both logs. */
export const createMoveBelongings =
  ({ moveFactors, moveLink }: { moveFactors: MoveFactors; moveLink: MoveLink }): MoveBelongings =>
  async (tx, { identityIds, factorIds, shopLinkId }, way) => {
    const identities = await moveIdentities(tx, { ids: identityIds, ...way });
    const factors = await moveFactors(tx, { factorIds, ...way });
    const link = shopLinkId ? await moveLink(tx, { linkId: shopLinkId, ...way }) : null;
    return {
      ofOld: [...identities.map((row) => left(row, way)), ...factors.ofOld, ...(link?.ofOld ?? [])],
      ofNew: [...identities.map((row) => joined(row, way)), ...factors.ofNew, ...(link?.ofNew ?? [])],
      factorIds: factors.moved,
      identities,
    };
  };
