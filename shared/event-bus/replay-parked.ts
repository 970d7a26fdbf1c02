import { AtlasError } from '../errors/index.ts';
import type { Clock, Database, EventHandler, Sql } from '../ports/index.ts';
import type { Decode } from './decode.ts';
import { describeFailure } from './handle-batch.ts';
import type { LogRow, Place } from './log-row.ts';
import { deleteParked, lockKey, selectNextParked, updateParked } from './queries.ts';

type Deps = { database: Database; decode: Decode; clock: Clock };

/**
 * Handles what is parked of a key again, oldest first, up to the first that fails again. The reader of the group waits
 * meanwhile should it meet an event of this very key, so the order holds.
 */
export const createReplayParked = ({ database, decode, clock }: Deps) => {
  const replayOne = async (
    tx: Sql,
    group: string,
    row: LogRow,
    handle: EventHandler,
  ): Promise<'handled' | 'failed' | 'kept'> => {
    const decoded = decode(row);
    if ('undecodable' in decoded) return 'kept';
    if ('event' in decoded) {
      try {
        await handle([decoded.event]);
      } catch (error) {
        if (error instanceof AtlasError && error.retryable) throw error;
        await updateParked(tx, {
          group,
          row,
          reason: 'failed',
          error: describeFailure(error),
          attempts: 1,
          parkedAt: clock(),
        });
        return 'failed';
      }
    }
    await deleteParked(tx, group, row);
    return 'handled';
  };

  return ({ group, key, handle }: { group: string; key: string; handle: EventHandler }): Promise<number> =>
    database.transaction(async (tx) => {
      await lockKey(tx, group, key);
      let handled = 0;
      for (let after: Place = { transactionId: '0', position: 0 }; ; ) {
        const row = await selectNextParked(tx, group, key, after);
        if (!row) return handled;
        const result = await replayOne(tx, group, row, handle);
        if (result === 'failed') return handled;
        if (result === 'handled') handled += 1;
        after = row;
      }
    });
};
