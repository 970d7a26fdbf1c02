import { AtlasError } from '@atlas/shared/errors';
import type { Database } from '@atlas/shared/ports';
import type {
  AdminDecision,
  AdminDeliveriesQuery,
  AdminDelivery,
  AdminDeliveryTrail,
  DecisionsQuery,
} from '@atlas/shared/wire';
import { z } from 'zod';
import { decodeCursor, toPage } from '../http/index.ts';
import { explain } from './explain.ts';
import {
  type DeliveryRow,
  isHandled,
  selectAttempts,
  selectDecisions,
  selectDeliveries,
  selectDelivery,
  selectReceipts,
  selectReplays,
} from './queries.ts';

type Deps = { database: Database };

const toDelivery = ({ decision: _, ...row }: DeliveryRow): AdminDelivery => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  dueAt: row.dueAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  sentAt: row.sentAt?.toISOString() ?? null,
});

/** A page of deliveries, newest first. @throws AtlasError `cursor_invalid` */
export const createListDeliveries =
  ({ database }: Deps) =>
  async ({ cursor, limit, ...filter }: AdminDeliveriesQuery) => {
    const before = cursor ? decodeCursor(z.uuid(), cursor) : undefined;
    const rows = await selectDeliveries(database, filter, { before, limit: limit + 1 });
    return toPage(rows, limit, toDelivery, ({ id }) => id);
  };

/** One delivery with all that happened to it. @throws AtlasError `not_found` */
export const createShowDelivery =
  ({ database }: Deps) =>
  async (id: string): Promise<AdminDeliveryTrail> => {
    const row = await selectDelivery(database, id);
    if (!row) throw new AtlasError('not_found');
    const [attempts, receipts, replays] = await Promise.all([
      selectAttempts(database, id),
      selectReceipts(database, id),
      selectReplays(database, id),
    ]);
    return {
      ...toDelivery(row),
      explanation: explain(row.decision, row),
      decision: row.decision,
      trail: attempts.map((attempt) => ({
        ...attempt,
        startedAt: attempt.startedAt.toISOString(),
        finishedAt: attempt.finishedAt?.toISOString() ?? null,
      })),
      receipts: receipts.map(({ receipt, at }) => ({ receipt, at: at.toISOString() })),
      replayed: replays.map((replay) => ({ ...replay, at: replay.at.toISOString() })),
    };
  };

/** Why an event, or the newest of an account's, did or did not become a message. */
export const createReadDecisions =
  ({ database }: Deps) =>
  async ({ eventId, accountId, limit }: DecisionsQuery) => {
    const rows = await selectDecisions(database, { eventId, accountId, limit });
    const items = rows.map((row): AdminDecision => {
      const { state, reason } = row;
      return {
        ...row,
        explanation: explain(row.decision, state && { state, reason }),
        at: row.at.toISOString(),
      };
    });
    const handled = eventId ? items.length > 0 || (await isHandled(database, eventId)) : null;
    return { items, isHandled: handled };
  };
