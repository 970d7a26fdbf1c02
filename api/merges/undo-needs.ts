import type { Sql } from '@atlas/shared/ports';
import { selectIdentityOfSession } from '../accounts/index.ts';
import { hadFactorAt } from '../factors/index.ts';
import type { Needs } from '../http/index.ts';
import { recentSince } from './policy.ts';
import type { MergeRow } from './queries.ts';

/**
 * What has to be proved to undo a merge. In the first days it is what the caller's own side asked for before the merge:
 * a factor where that side had one, else the messenger alone. The other side's factor may be in the hands of whoever
 * tricked them into it, and all that an undo gives is what was there before. After that it is what the account asks for.
 */
export const needsOfUndo = async (
  sql: Sql,
  { oldId, newId, mergedAt: at, identityIds, factorIds: ids }: MergeRow,
  { sessionId, now }: { sessionId: string; now: Date },
): Promise<Needs> => {
  if (at <= recentSince(now)) return 'stepUpIfProtected';
  const identity = await selectIdentityOfSession(sql, sessionId);
  const cameOver = identity !== undefined && identityIds.includes(identity.id);
  const hadOwn = cameOver
    ? (await hadFactorAt(sql, newId, { at, ids, are: 'among them' })) ||
      // One that the other side had, too, stayed where it was.
      (await hadFactorAt(sql, oldId, { at, ids, are: 'beside them' }))
    : await hadFactorAt(sql, newId, { at, ids, are: 'beside them' });
  return hadOwn ? 'stepUp' : 'freshProof';
};
