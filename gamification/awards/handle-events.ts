import { type EventLog, lockAccounts, selectLivingAccounts } from '@atlas/shared/event-log';
import type { AtlasEvent } from '@atlas/shared/events';
import type { Inbox } from '@atlas/shared/inbox';
import type { Database, EventHandler, Sql } from '@atlas/shared/ports';
import { publishTimeline } from '@atlas/shared/trace';
import type { Rule } from '../rules/index.ts';
import { forgetAccounts } from './queries.ts';

type Deps = {
  database: Database;
  inbox: Inbox;
  eventLog: EventLog;
  rules: readonly Rule[];
  takeSteps: (tx: Sql, events: readonly AtlasEvent[]) => Promise<number>;
  onGranted: (count: number) => void;
};

/**
 * Turns events into achievements. Inbox, progress, awards and the events that tell of them commit together, under the
 * lock of each account: an erasure comes before or after as a whole, and who was erased earns nothing any more.
 */
export const createHandleEvents = ({
  database,
  inbox,
  eventLog,
  rules,
  takeSteps,
  onGranted,
}: Deps): EventHandler => {
  const wanted = new Set<string>([...rules.map(({ event }) => event), 'account.deleted.v1']);

  return async (events) => {
    const relevant = events.filter(({ type }) => wanted.has(type));
    if (relevant.length === 0) return;
    const accountIds = [...new Set(relevant.map(({ subject }) => subject))];
    const { fresh, granted } = await database.transaction(async (tx) => {
      await lockAccounts(tx, accountIds);
      const claimed = await inbox.claim(
        tx,
        relevant.map(({ id }) => id),
      );
      // `delete` says true once, so a duplicate inside the batch counts once as well.
      const fresh = relevant.filter(({ id }) => claimed.delete(id));
      const living = await selectLivingAccounts(tx, accountIds);
      const erased = accountIds.filter((id) => !living.has(id));
      if (erased.length > 0) await forgetAccounts(tx, erased);
      const granted = await takeSteps(
        tx,
        fresh.filter(({ subject }) => living.has(subject)),
      );
      return { fresh, granted };
    });
    for (const { id, correlationid, type } of fresh)
      publishTimeline({
        step: 'consumed',
        name: 'gamification',
        status: type,
        id,
        correlationId: correlationid,
      });
    if (granted === 0) return;
    onGranted(granted);
    eventLog.wake();
  };
};
