import type { Clock, Database } from '@atlas/shared/ports';
import {
  type CreateDelivery,
  insertDeliveries,
  type NewDelivery,
  preferenceOf,
  type Reachable,
  recipientOf,
  suppressionOf,
} from '../consumer/index.ts';
import { whenToSend } from '../quiet-hours/index.ts';
import type { Template } from '../templates/index.ts';
import {
  countWaiting,
  finish,
  holdStrays,
  lockRunning,
  moveOn,
  type Running,
  selectRecipients,
  selectRunning,
} from './queries.ts';

/** Rows that may wait to be sent, so that a pause takes hold at once and the queue stays short. */
const maxAhead = 5000;
const pageSize = 500;

type Deps = {
  database: Database;
  clock: Clock;
  templates: readonly [waits: Template, drops: Template];
  createDelivery: CreateDelivery;
  onQueued: () => void;
};

type Page = { deliveries: NewDelivery[]; wakeAt: Date | null };

const soonest = (one: Date | null, other: Date): Date => (one && one <= other ? one : other);

/**
 * Turns announcements into rows, a page of recipients at a time, never far ahead of what is sent. Who sleeps has no row
 * yet: once the others are told, the next pass begins when the first of them wakes up. Page and place commit together
 * under the announcement's lock, and nobody has two rows of one, so a process that dies costs nothing. True when there
 * may be more.
 */
export const createRunBroadcasts = ({ database, clock, templates, createDelivery, onQueued }: Deps) => {
  const decide = (broadcast: Running, recipients: readonly Reachable[], now: Date): Page => {
    const template = templates[broadcast.quietHours === 'defer' ? 0 : 1];
    const { id, traceparent, expiresAt } = broadcast;
    const page: Page = { deliveries: [], wakeAt: broadcast.wakeAt };
    for (const to of recipients) {
      const preference = preferenceOf(template, to);
      const reason = suppressionOf(preference, to);
      const timing = whenToSend(template, to, now, expiresAt);
      if (reason === null && timing.state === 'deferred') {
        page.wakeAt = soonest(page.wakeAt, timing.dueAt);
        continue;
      }
      page.deliveries.push(
        createDelivery({
          event: { id, subject: to.accountId, time: now.toISOString(), traceparent },
          template,
          params: { broadcastId: id },
          target: { channel: to.channel, lane: `${to.channel}:${to.appScope}`, chatId: to.address },
          now,
          expiresAt,
          reason,
          timing,
          decision: [preference, recipientOf(to)],
        }),
      );
    }
    return page;
  };

  const runPage = (id: string): Promise<boolean> =>
    database.transaction(async (tx) => {
      const now = clock();
      const broadcast = await lockRunning(tx, id);
      if (!broadcast) return false;
      const waiting = await countWaiting(tx, id);
      const isOver = broadcast.expiresAt <= now;
      const limit = Math.min(pageSize, maxAhead - waiting.ahead);
      if (isOver ? waiting.all > 0 : limit <= 0) return false;
      const recipients = isOver ? [] : await selectRecipients(tx, broadcast, limit);
      const { deliveries, wakeAt } = decide(broadcast, recipients, now);
      if (deliveries.length > 0) await insertDeliveries(tx, deliveries);
      const isWhole = recipients.length < limit;
      if (isWhole && (isOver || !wakeAt)) {
        if (waiting.all === 0 && deliveries.length === 0) await finish(tx, id, now);
        else await moveOn(tx, id, { cursor: broadcast.lastRecipient, wakeAt: null, nextPassAt: null });
        return false;
      }
      const cursor = isWhole ? null : (recipients.at(-1)?.accountId ?? null);
      await moveOn(tx, id, {
        cursor,
        wakeAt: isWhole ? null : wakeAt,
        nextPassAt: isWhole ? wakeAt : null,
      });
      return true;
    });

  return async (): Promise<boolean> => {
    await holdStrays(database);
    let isMore = false;
    for (const id of await selectRunning(database, clock())) isMore = (await runPage(id)) || isMore;
    if (isMore) onQueued();
    return isMore;
  };
};
