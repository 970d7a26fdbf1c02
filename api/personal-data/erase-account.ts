import type { Database, Sql } from '@atlas/shared/ports';
import { destroyAccountKey, type EventLog, lockAccount, type NewEvent } from '../event-log/index.ts';
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

type Deps = { database: Database; eventLog: EventLog; eraseWithin: EraseWithin };

/** Erases a person. All of it commits, or none of it. @throws AtlasError `account_not_found` when somebody else was first. */
export const createEraseAccount =
  ({ database, eventLog, eraseWithin }: Deps): EraseAccount =>
  async (accountId, context) => {
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      await eraseWithin(tx, accountId, context);
    });
    eventLog.wake();
  };
