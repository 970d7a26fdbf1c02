import { randomUUIDv7 } from 'node:crypto';
import type { AtlasEvent } from '@atlas/shared/events';
import type { Clock, Database, EventHandler, Sql } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import { publishTimeline } from '@atlas/shared/trace';
import { priorityOf, type Template } from '../templates/index.ts';
import { project } from './project.ts';
import {
  claimEvents,
  insertDeliveries,
  type NewDelivery,
  type Reachable,
  selectReachable,
} from './queries.ts';

type Deps = {
  database: Database;
  clock: Clock;
  logger: Logger;
  reasons: readonly Template[];
  /** Called after a commit that left something to send. */
  onQueued: () => void;
};

type Wanted = { event: AtlasEvent; template: Template; params: object };

const wantedBy = (event: AtlasEvent, reasons: readonly Template[]): Wanted[] =>
  reasons.flatMap((template) => {
    const params = template.decide(event);
    return params ? [{ event, template, params }] : [];
  });

/** Why nothing is sent, in a word; null when it is. Security messages can't be switched off. */
const suppressionOf = ({ kind }: Template, { preferences, channel, isBlocked }: Reachable): string | null => {
  const wanted =
    kind === 'security' || (preferences[kind] as Record<string, boolean> | undefined)?.[channel] !== false;
  if (!wanted) return 'preference';
  return isBlocked ? 'recipient_blocked' : null;
};

const toDelivery = ({ event, template, params }: Wanted, to: Reachable, now: Date): NewDelivery => {
  const reason = suppressionOf(template, to);
  return {
    id: randomUUIDv7(),
    event_id: event.id,
    account_id: event.subject,
    kind: template.kind,
    template: template.name,
    channel: to.channel,
    lane: `${to.channel}:${to.appScope}`,
    address: to.address,
    priority: priorityOf(template.kind),
    params,
    traceparent: event.traceparent,
    state: reason ? 'suppressed' : 'queued',
    reason,
    due_at: now,
    expires_at: new Date(Date.parse(event.time) + template.ttlSeconds * 1000),
    created_at: now,
  };
};

/**
 * Turns events into rows: who can be reached where, and what to send them. Inbox, projections and deliveries commit
 * together, so however often an event comes, it has its effect once. Nothing is sent here: a slow messenger holds up
 * no events.
 */
export const createHandleEvents = ({ database, clock, logger, reasons, onQueued }: Deps): EventHandler => {
  const queue = async (tx: Sql, fresh: readonly AtlasEvent[]): Promise<NewDelivery[]> => {
    const erased = new Set(
      fresh.filter(({ type }) => type === 'account.deleted.v1').map(({ subject }) => subject),
    );
    const wanted = fresh
      .filter(({ subject }) => !erased.has(subject))
      .flatMap((event) => wantedBy(event, reasons));
    if (wanted.length === 0) return [];
    const reachable = await selectReachable(tx, [...new Set(wanted.map(({ event }) => event.subject))]);
    const byAccount = new Map(reachable.map((to) => [to.accountId, to]));
    const now = clock();
    const deliveries = wanted.flatMap((want) => {
      const to = byAccount.get(want.event.subject);
      if (!to) logger.warn({ eventId: want.event.id, template: want.template.name }, 'nobody to write to');
      return to ? [toDelivery(want, to, now)] : [];
    });
    if (deliveries.length > 0) await insertDeliveries(tx, deliveries);
    return deliveries;
  };

  return async (events) => {
    const { fresh, deliveries } = await database.transaction(async (tx) => {
      const claimed = await claimEvents(tx, [...new Set(events.map(({ id }) => id))]);
      // `delete` says true once, so a duplicate inside the batch counts once as well.
      const fresh = events.filter(({ id }) => claimed.delete(id));
      await project(tx, fresh);
      return { fresh, deliveries: await queue(tx, fresh) };
    });
    for (const { id, correlationid, type } of fresh) {
      publishTimeline({ step: 'consumed', name: 'notify', status: type, id, correlationId: correlationid });
    }
    if (deliveries.some(({ state }) => state === 'queued')) onQueued();
  };
};
