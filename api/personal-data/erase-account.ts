import { isDeepStrictEqual } from 'node:util';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import { destroyAccountKey, type EventLog, lockAccounts, type NewEvent } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import type { Holding } from './holding.ts';

export type EraseAccount = (accountId: string, context: RequestContext) => Promise<void>;

/** Erases in the caller's transaction, after `lockAccount`. */
export type EraseWithin = (tx: Sql, accountId: string, context: { traceparent: string }) => Promise<void>;

/**
 * What erasing is: every slice's rows go, sessions end, and the account's key is destroyed, so that what was personal in
 * the event log can be read by nobody. The log itself stays whole, and its last word on the account is
 * `account.deleted.v1`.
 *
 * @throws AtlasError `account_not_found` when somebody else was first.
 */
export const createEraseWithin =
  ({ eventLog, holdings }: { eventLog: EventLog; holdings: readonly Holding[] }): EraseWithin =>
  async (tx, accountId, context) => {
    const events: NewEvent[] = [];
    for (const holding of holdings) events.push(...(await holding.erase(tx, accountId)));
    await eventLog.append(tx, accountId, [...events, { type: 'account.deleted.v1', data: {} }], context);
    await destroyAccountKey(tx, accountId);
  };

type Deps = {
  database: Database;
  clock: Clock;
  eventLog: EventLog;
  eraseWithin: EraseWithin;
  /** Accounts that became part of this one. */
  partsOf: (sql: Sql, accountId: string) => Promise<string[]>;
  /** Whether one of these took another in so lately that somebody may still object. */
  isJustMerged: (sql: Sql, accountIds: readonly string[], now: Date) => Promise<boolean>;
};

/**
 * Erases a person, and every account that became part of theirs. All of it commits, or none of it.
 * @throws AtlasError `account_not_found` when somebody else was first; `unavailable` when a merge came in between;
 *   `merge_recent` while somebody who was merged into it may still object
 */
export const createEraseAccount =
  ({ database, clock, eventLog, eraseWithin, partsOf, isJustMerged }: Deps): EraseAccount =>
  async (accountId, context) => {
    await database.transaction(async (tx) => {
      // All locks at once, in everybody's order; under them nothing can come or go any more.
      const parts = await partsOf(tx, accountId);
      await lockAccounts(tx, [...parts, accountId]);
      if (!isDeepStrictEqual(await partsOf(tx, accountId), parts))
        throw new AtlasError('unavailable', { dependency: 'postgres', retryAfterSeconds: 1 });
      if (await isJustMerged(tx, [...parts, accountId], clock())) throw new AtlasError('merge_recent');
      for (const part of [...parts, accountId]) await eraseWithin(tx, part, context);
    });
    eventLog.wake();
  };
