import type { Database } from '@atlas/shared/ports';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import { reinstateIdentities, releaseSession } from './queries.ts';

/** Called after each proof in a session; does nothing for one that is not confined, or not proved enough yet. */
export type Reinstate = (input: {
  accountId: string;
  sessionId: string;
  context: { traceparent: string };
}) => Promise<void>;

/**
 * The person behind a suspended identity proved who they are. Should this fail after the proof was counted, the session
 * stays confined, and proving once more is all it takes.
 */
export const createReinstate =
  ({ database, eventLog }: { database: Database; eventLog: EventLog }): Reinstate =>
  async ({ accountId, sessionId, context }) => {
    const isConfined = await database.query({
      name: 'is_confined',
      text: 'select from sessions where id = $1 and confined',
      values: [sessionId],
    });
    if (isConfined.length === 0) return;
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const messenger = await releaseSession(tx, { accountId, sessionId });
      if (!messenger) return;
      const reinstated = await reinstateIdentities(tx, { accountId, messenger });
      const events = reinstated.map((data) => ({ type: 'identity.reinstated.v1' as const, data }));
      if (events.length > 0) await eventLog.append(tx, accountId, events, context);
    });
    eventLog.wake();
  };
