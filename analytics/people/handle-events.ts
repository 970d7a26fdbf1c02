import { type Fact, selectLivingAccounts } from '@atlas/shared/event-log';
import type { AtlasEvent } from '@atlas/shared/events';
import type { Inbox } from '@atlas/shared/inbox';
import type { Database, EventHandler } from '@atlas/shared/ports';
import { publishTimeline } from '@atlas/shared/trace';
import { lockPeople, mergePeople } from './queries.ts';
import { settleErased } from './settle-erased.ts';
import { wanted, whatIsKnown } from './what-is-known.ts';

const factOf = ({ id, type, subject, time }: AtlasEvent): Fact => ({
  id,
  type,
  accountId: subject,
  at: new Date(time),
});

/**
 * Keeps `analytics.people` as the events tell it. Whose key is gone was erased, whatever the event says that came: what
 * is known of them is settled, so that an event which comes late brings nobody back.
 */
export const createHandleEvents = ({
  database,
  inbox,
}: {
  database: Database;
  inbox: Inbox;
}): EventHandler => {
  const isWanted = new Set<string>(wanted);
  return async (events) => {
    const relevant = events.filter(({ type }) => isWanted.has(type));
    if (relevant.length === 0) return;
    const fresh = await database.transaction(async (tx) => {
      const accountIds = [...new Set(relevant.map(({ subject }) => subject))];
      await lockPeople(tx, accountIds);
      const claimed = await inbox.claim(
        tx,
        relevant.map(({ id }) => id),
      );
      const fresh = relevant.filter(({ id }) => claimed.delete(id));
      if (fresh.length === 0) return [];
      const living = await selectLivingAccounts(tx, accountIds);
      const known = whatIsKnown(fresh.filter(({ subject }) => living.has(subject)).map(factOf));
      if (known.length > 0) await mergePeople(tx, 'people', known);
      const erased = fresh.filter(({ subject }) => !living.has(subject)).map(({ subject }) => subject);
      await settleErased(tx, 'people', [...new Set(erased)]);
      return fresh;
    });
    for (const { id, correlationid, type } of fresh)
      publishTimeline({
        step: 'consumed',
        name: 'analytics',
        status: type,
        id,
        correlationId: correlationid,
      });
  };
};
