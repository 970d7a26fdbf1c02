import type { Database, Sql } from '@atlas/shared/ports';
import { type Notification, NotificationPage, PageQuery } from '@atlas/shared/wire';
import { z } from 'zod';
import { decodeCursor, defineRoute, type Route, toPage } from '../http/index.ts';
import type { Holding } from '../personal-data/index.ts';

/** The newest; older ones say nothing that these do not. */
const maxExported = 10_000;

type Row = Omit<Notification, 'createdAt' | 'sentAt'> & { createdAt: Date; sentAt: Date | null };
type Place = readonly [createdAt: string, id: string];

const Place = z.tuple([z.iso.datetime(), z.uuid()]);

/** `notify.account_notifications` is the view that notify publishes for this route. */
const selectNotifications = (
  sql: Sql,
  accountId: string,
  before: Place | undefined,
  limit: number,
): Promise<Row[]> =>
  sql.query({
    name: before ? 'select_notifications_before' : 'select_notifications',
    text: `select id, kind, template, channel, destination, state, receipt, reason, attempts, created_at as "createdAt", sent_at as "sentAt"
           from notify.account_notifications
           where account_id = $1 ${before ? 'and (created_at, id) < ($3, $4)' : ''}
           order by created_at desc, id desc limit $2`,
    values: [accountId, limit, ...(before ?? [])],
  });

/** Told here, erased by notify itself when it hears of it. */
export const notificationHolding: Holding = {
  name: 'notifications',
  read: (sql, accountId) => selectNotifications(sql, accountId, undefined, maxExported),
  erase: async () => [],
};

/** What Atlas wrote to the account holder, and how it went. */
export const notificationRoutes = ({ database }: { database: Database }): Route[] => [
  defineRoute({
    method: 'get',
    path: '/v1/notifications',
    operationId: 'listNotifications',
    summary: 'What was sent to me, newest first',
    tag: 'Notifications',
    policy: 'session',
    limit: 'byNetwork',
    query: PageQuery,
    answer: { status: 200, schema: NotificationPage, description: 'Messages and their state.' },
    refusals: ['cursor_invalid'],
    handle: async ({ caller, query: { cursor, limit } }) => {
      const before = cursor ? decodeCursor(Place, cursor) : undefined;
      const rows = await selectNotifications(database, caller.accountId, before, limit + 1);
      return toPage(
        rows,
        limit,
        (row) => ({
          ...row,
          createdAt: row.createdAt.toISOString(),
          sentAt: row.sentAt?.toISOString() ?? null,
        }),
        ({ createdAt, id }) => [createdAt.toISOString(), id],
      );
    },
  }),
];
