import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import { selectIdentities } from '../accounts/index.ts';
import { type EventLog, lockAccounts } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import type { EndOtherSessions } from '../sessions/index.ts';
import type { MoveBelongings } from './move.ts';
import { selectMergesInto, undoMerge } from './queries.ts';

export type UndoMerge = (input: {
  accountId: string;
  mergeId: string;
  context: RequestContext;
}) => Promise<void>;

type Deps = {
  database: Database;
  clock: Clock;
  eventLog: EventLog;
  moveBelongings: MoveBelongings;
  endOtherSessions: EndOtherSessions;
};

/**
 * Gives back what came with a merge and is still there: messengers, factors, the link. What was taken off since stays
 * off, what was made since stays where it was made. Everybody signs in again, each to their own.
 *
 * @throws AtlasError `merge_not_found` when there is none, it was undone, or 30 days are over; `merge_undo_impossible`
 *   when one of the two would be left without a messenger
 */
export const createUndoMerge =
  ({ database, clock, eventLog, moveBelongings, endOtherSessions }: Deps): UndoMerge =>
  async ({ accountId: newId, mergeId, context }) => {
    const known = (await selectMergesInto(database, newId)).find(({ id }) => id === mergeId);
    if (!known) throw new AtlasError('merge_not_found');
    const { oldId } = known;
    await database.transaction(async (tx) => {
      await lockAccounts(tx, [oldId, newId]);
      const merge = await undoMerge(tx, { id: mergeId, newId, now: clock() });
      if (!merge) throw new AtlasError('merge_not_found');
      await endOtherSessions(tx, { accountId: newId, reason: 'merge_undone', context });
      const moved = await moveBelongings(tx, merge, { from: newId, to: oldId, cameBy: 'merge_undo' });
      if (moved.identities.length === 0 || (await selectIdentities(tx, newId)).length === 0)
        throw new AtlasError('merge_undo_impossible');
      await eventLog.append(tx, newId, moved.ofOld, context);
      const undone = { mergeId, oldSubject: oldId, newSubject: newId };
      await eventLog.append(
        tx,
        oldId,
        [{ type: 'account.merge_undone.v1', data: undone }, ...moved.ofNew],
        context,
      );
    });
    eventLog.wake();
  };
