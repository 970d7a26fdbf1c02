import type { AtlasEvent } from '@atlas/shared/events';
import type { Clock, Database, EventHandler, Sql } from '@atlas/shared/ports';
import { publishTimeline } from '@atlas/shared/trace';
import type { GoOn } from '../dispatcher/index.ts';
import { eventsBehind, type KeepEarly } from '../early-events/index.ts';
import { claimEvents, type NewDelivery } from './queries.ts';
import { isStuck, type WriteNotices } from './write-notices.ts';

type Deps = {
  database: Database;
  clock: Clock;
  /** Brings the projections up to date. */
  project: (tx: Sql, events: readonly AtlasEvent[]) => Promise<void>;
  writeNotices: WriteNotices;
  /** Events of people of whom nothing was heard yet. */
  keepEarly: KeepEarly;
  obeyCommands: (tx: Sql, events: readonly AtlasEvent[], now: Date) => Promise<NewDelivery[]>;
  goOn: GoOn;
  /** Called after a commit that left something to send. */
  onQueued: () => void;
};

/**
 * Turns events and commands into rows of what to send. Inbox, projections and deliveries commit together, so however
 * often an event comes, it has its effect once. Nothing is sent here: a slow messenger holds up no events.
 */
export const createHandleEvents =
  ({ database, clock, project, writeNotices, keepEarly, obeyCommands, goOn, onQueued }: Deps): EventHandler =>
  async (events) => {
    const fresh = await database.transaction(async (tx) => {
      const claimed = await claimEvents(tx, [...new Set(events.map(({ id }) => id))]);
      // `delete` says true once, so a duplicate inside the batch counts once as well.
      const fresh = events.filter(({ id }) => claimed.delete(id));
      await project(tx, fresh);
      const erased = new Set(
        fresh.filter(({ type }) => type === 'account.deleted.v1').map(({ subject }) => subject),
      );
      const alive = fresh.filter(({ subject }) => !erased.has(subject));
      const behind = new Set(await eventsBehind(tx, alive));
      const inTime = alive.filter((event) => !behind.has(event));
      const { nobody } = await writeNotices(tx, inTime, clock());
      const early = new Set([...behind, ...nobody.map(({ event }) => event)]);
      await keepEarly(tx, [...early], clock());
      const commanded = await obeyCommands(tx, alive, clock());
      await goOn(tx, commanded.filter(isStuck), clock());
      return fresh;
    });
    for (const { id, correlationid, type } of fresh) {
      publishTimeline({ step: 'consumed', name: 'notify', status: type, id, correlationId: correlationid });
    }
    if (fresh.length > 0) onQueued();
  };
