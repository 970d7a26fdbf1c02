import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import type { ReplayManyBody, ReplayResult } from '@atlas/shared/wire';
import { recordAudit } from '../audit/index.ts';
import { replayDeliveries, selectReplayable } from './queries.ts';

type Deps = { database: Database; clock: Clock };

/** Who asks: a client's id, or `operator` at the command line; and why, if they say. */
export type Asker = { actor: string; reason?: string };

/** Replays, and puts each that is sent again on record, in one transaction. */
const replay = async (
  tx: Sql,
  ids: readonly string[],
  { actor, reason }: Asker,
  at: Date,
): Promise<ReplayResult[]> => {
  const results = await replayDeliveries(tx, { ids, actor, reason: reason ?? null, at });
  for (const { id, result } of results) {
    if (result === 'replayed') await recordAudit(tx, { action: 'delivery.replayed', actor, subject: id, at });
  }
  return results;
};

/** Sends these again; says of each what became of that. */
export const createReplayEach =
  ({ database, clock }: Deps) =>
  (ids: readonly string[], asker: Asker): Promise<ReplayResult[]> =>
    database.transaction((tx) => replay(tx, ids, asker, clock()));

/**
 * Sends one again, in its own row.
 * @throws AtlasError `not_found`, `delivery_expired`, `delivery_not_replayable`
 */
export const createReplayOne = (deps: Deps) => {
  const replayEach = createReplayEach(deps);
  return async (id: string, asker: Asker): Promise<void> => {
    const [outcome] = await replayEach([id], asker);
    if (outcome?.result === 'replayed') return;
    if (outcome?.result === 'expired') throw new AtlasError('delivery_expired');
    throw new AtlasError(outcome?.result === 'not_found' ? 'not_found' : 'delivery_not_replayable');
  };
};

/** Sends again what was given up on and matches, oldest first. */
export const createReplayMany =
  ({ database, clock }: Deps) =>
  ({ filter, limit, reason }: ReplayManyBody, actor: string) =>
    database.transaction(async (tx) => {
      const now = clock();
      const found = await selectReplayable(tx, filter, now, limit + 1);
      const items = await replay(tx, found.slice(0, limit), { actor, reason }, now);
      return { items, hasMore: found.length > limit };
    });
