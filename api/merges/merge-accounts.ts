import { randomUUIDv7 } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Sql } from '@atlas/shared/ports';
import { selectIdentities } from '../accounts/index.ts';
import type { EventLog } from '../event-log/index.ts';
import { isOwnMessengerAcross, selectActiveFactors } from '../factors/index.ts';
import type { EndOtherSessions } from '../sessions/index.ts';
import { linkIdOf } from '../shop-link/index.ts';
import type { MoveBelongings } from './move.ts';
import { recentSince, undoUntilOf } from './policy.ts';
import { insertMerge, isMergedSince } from './queries.ts';

export type MergeAccounts = (
  tx: Sql,
  accounts: { oldId: string; newId: string },
  context: { traceparent: string },
) => Promise<void>;

/**
 * Whether these two accounts fit into one.
 * @throws AtlasError `messenger_connected` where both are in the same messenger, `merge_shop_conflict`,
 *   `factor_not_allowed` where a messenger of one is where the codes of the other go, `merge_recent` where the old one
 *   is itself just merged: whoever came over must find it where it was
 */
export const assertMergeable = async (
  sql: Sql,
  { oldId, newId, now }: { oldId: string; newId: string; now: Date },
): Promise<void> => {
  if (await isMergedSince(sql, [oldId], recentSince(now))) throw new AtlasError('merge_recent');
  const [ofOld, ofNew] = [await selectIdentities(sql, oldId), await selectIdentities(sql, newId)];
  const places = new Set(ofNew.map(({ messenger, appScope }) => `${messenger} ${appScope}`));
  if (ofOld.some(({ messenger, appScope }) => places.has(`${messenger} ${appScope}`)))
    throw new AtlasError('messenger_connected');
  if ((await linkIdOf(sql, oldId)) && (await linkIdOf(sql, newId)))
    throw new AtlasError('merge_shop_conflict');
  if (await isOwnMessengerAcross(sql, [oldId, newId])) throw new AtlasError('factor_not_allowed');
};

type Deps = {
  clock: Clock;
  eventLog: EventLog;
  moveBelongings: MoveBelongings;
  endOtherSessions: EndOtherSessions;
};

/**
 * Makes one account of two, in the caller's transaction, after the locks of both and `assertMergeable`. All sessions of
 * the old one end; it keeps its row, its key, its history, and what found no room (a factor that both had, its backup
 * codes), so that it can be itself again.
 *
 * @throws AtlasError `identity_suspended` while it is doubted who one of its messengers is
 */
export const createMergeAccounts =
  ({ clock, eventLog, moveBelongings, endOtherSessions }: Deps): MergeAccounts =>
  async (tx, { oldId, newId }, context) => {
    const now = clock();
    const undoUntil = undoUntilOf(now);
    const what = {
      identityIds: (await selectIdentities(tx, oldId)).map(({ id }) => id),
      factorIds: (await selectActiveFactors(tx, oldId)).map(({ id }) => id),
      shopLinkId: await linkIdOf(tx, oldId),
    };
    await endOtherSessions(tx, { accountId: oldId, reason: 'account_merged', context });
    const moved = await moveBelongings(tx, what, { from: oldId, to: newId, cameBy: 'merge' });
    if (moved.identities.length < what.identityIds.length) throw new AtlasError('identity_suspended');
    const mergeId = randomUUIDv7();
    await insertMerge(tx, {
      ...{ id: mergeId, oldId, newId, mergedAt: now, undoUntil, shopLinkId: what.shopLinkId },
      ...{ identityIds: what.identityIds, factorIds: moved.factorIds },
    });
    const merged = { mergeId, oldSubject: oldId, newSubject: newId, undoUntil: undoUntil.toISOString() };
    await eventLog.append(tx, oldId, [...moved.ofOld, { type: 'account.merged.v1', data: merged }], context);
    await eventLog.append(tx, newId, moved.ofNew, context);
  };
