import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import { selectIdentities } from '../accounts/index.ts';
import { type EventLog, lockAccounts } from '../event-log/index.ts';
import type { Caller, Guard, RequestContext } from '../http/index.ts';
import type { EndOtherSessions } from '../sessions/index.ts';
import type { MoveBelongings } from './move.ts';
import { type MergeRow, selectUndoableMerge, undoMerge } from './queries.ts';
import { needsOfUndo } from './undo-needs.ts';

type Parts = {
  database: Database;
  clock: Clock;
  eventLog: EventLog;
  moveBelongings: MoveBelongings;
  endOtherSessions: EndOtherSessions;
};

export type Undo = (
  merge: Pick<MergeRow, 'id' | 'oldId' | 'newId'>,
  context: { traceparent: string },
  /** What else belongs into the same transaction. */
  within?: (tx: Sql) => Promise<void>,
) => Promise<void>;

/**
 * Gives back what came with a merge and is still there: messengers, factors, the link. What was taken off since stays
 * off, what was made since stays where it was made. Everybody signs in again, each to their own.
 *
 * @throws AtlasError `merge_not_found` when it was undone, or 30 days are over; `merge_undo_impossible` when one of the
 *   two would be left without a messenger
 */
export const createUndo =
  ({ database, clock, eventLog, moveBelongings, endOtherSessions }: Parts): Undo =>
  async ({ id: mergeId, oldId, newId }, context, within) => {
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
      await within?.(tx);
    });
    eventLog.wake();
  };

export type UndoMerge = (input: {
  caller: Caller;
  mergeId: string;
  context: RequestContext;
}) => Promise<void>;

type Deps = { database: Database; clock: Clock; undo: Undo; assertProved: Guard['assertProved'] };

/**
 * Undoes a merge for somebody who is in the joint account.
 * @throws AtlasError as `createUndo`; `merge_not_found` for everybody else's; and what `needsOfUndo` wants proved
 */
export const createUndoMerge =
  ({ database, clock, undo, assertProved }: Deps): UndoMerge =>
  async ({ caller, mergeId, context }) => {
    const { accountId: newId, sessionId } = caller;
    const merge = await selectUndoableMerge(database, { id: mergeId, newId, now: clock() });
    if (!merge) throw new AtlasError('merge_not_found');
    await assertProved(caller, await needsOfUndo(database, merge, { sessionId, now: clock() }));
    await undo(merge, context);
  };
