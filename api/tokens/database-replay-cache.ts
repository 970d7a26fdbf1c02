import { createHash } from 'node:crypto';
import type { Clock, Database, ReplayCache } from '@atlas/shared/ports';
import { claimReplay } from './queries.ts';

/** PostgreSQL forgets nothing, so its epoch never ends. */
const epoch = 'postgres';

/** Replays remembered beside everything else: slower than Redis, and there whenever anybody can sign in. */
export const createDatabaseReplayCache = ({
  database,
  clock,
}: {
  database: Database;
  clock: Clock;
}): ReplayCache => ({
  epoch: () => epoch,
  claim: async (key, { ttlSeconds, epoch: claimed }) => {
    if (claimed !== epoch) return 'lost';
    const now = clock();
    const isFirst = await claimReplay(database, {
      keyHash: createHash('sha256').update(key).digest(),
      now,
      expiresAt: new Date(now.getTime() + ttlSeconds * 1000),
    });
    return isFirst ? 'claimed' : 'seen';
  },
});
