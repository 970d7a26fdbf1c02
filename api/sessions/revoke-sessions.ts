import { AtlasError } from '@atlas/shared/errors';
import type { EventData } from '@atlas/shared/events';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import { type CameBy, revokeSessions } from './queries.ts';

export type RevokeSessions = (input: {
  accountId: string;
  /** One session; without it, all. */
  only?: string;
  /** Kept, when all others go. */
  except?: string;
  reason: 'signed_out' | 'revoked';
  context: RequestContext;
}) => Promise<void>;

type Deps = { database: Database; clock: Clock; eventLog: EventLog };

/**
 * Ends sessions at once: their edge and refresh tokens are refused from the commit on.
 * @throws AtlasError `session_not_found` when `only` names none that is alive.
 */
export const createRevokeSessions =
  ({ database, clock, eventLog }: Deps): RevokeSessions =>
  async ({ accountId, only, except, reason, context }) => {
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const sessionIds = await revokeSessions(tx, { accountId, only, except, now: clock() });
      if (only && sessionIds.length === 0) throw new AtlasError('session_not_found');
      if (sessionIds.length === 0) return;
      await eventLog.append(
        tx,
        accountId,
        [{ type: 'session.revoked.v1', data: { sessionIds, reason } }],
        context,
      );
    });
    eventLog.wake();
  };

export type EndOtherSessions = (
  tx: Sql,
  input: {
    accountId: string;
    /** The caller's own; without it all end. */
    except?: string;
    /** Those that were opened by it alone. */
    cameBy?: CameBy;
    reason: EventData['session.revoked.v1']['reason'];
    context: { traceparent: string };
  },
) => Promise<void>;

/** Ends the account's other sessions as part of a change, in its transaction, after `lockAccount`. */
export const createEndOtherSessions =
  ({ clock, eventLog }: Pick<Deps, 'clock' | 'eventLog'>): EndOtherSessions =>
  async (tx, { accountId, except, cameBy, reason, context }) => {
    const sessionIds = await revokeSessions(tx, {
      ...{ accountId, now: clock() },
      ...(except ? { except } : {}),
      ...(cameBy ? { cameBy } : {}),
    });
    if (sessionIds.length === 0) return;
    const data = { sessionIds, reason };
    await eventLog.append(tx, accountId, [{ type: 'session.revoked.v1', data }], context);
  };
