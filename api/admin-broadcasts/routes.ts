import type { Clock, Database } from '@atlas/shared/ports';
import {
  type BroadcastAction,
  BroadcastDetails,
  BroadcastPage,
  broadcastActions,
  CreateBroadcastBody,
  PageQuery,
} from '@atlas/shared/wire';
import { z } from 'zod';
import { decodeCursor, defineRoute, type Idempotency, type Route, toPage } from '../http/index.ts';
import { createCreateBroadcast, createSteerBroadcast, getBroadcast, toBroadcast } from './broadcasts.ts';
import { selectBroadcasts } from './queries.ts';

type Deps = { database: Database; clock: Clock; idempotency: Idempotency };

const base = '/v1/admin/broadcasts';
const Place = z.tuple([z.iso.datetime(), z.uuid()]);
const Id = z.object({ id: z.uuid() });
const mayRead = {
  tag: 'Administration',
  policy: { service: 'broadcasts:read' },
  limit: 'byNetwork',
} as const;
const mayWrite = { ...mayRead, policy: { service: 'broadcasts:write' } } as const;

const summaries: Readonly<Record<BroadcastAction, string>> = {
  start: 'Send an announcement to everybody',
  pause: 'Send no more of an announcement for now',
  resume: 'Go on with a paused announcement',
  stop: 'End an announcement for good',
};

/** Announcements to everybody: written, looked at, sent, paused and stopped by administrators. */
export const adminBroadcastRoutes = ({ database, clock, idempotency }: Deps): Route[] => {
  const createBroadcast = createCreateBroadcast({ clock });
  const steerBroadcast = createSteerBroadcast({ database, clock });
  const steerRoute = (action: BroadcastAction): Route =>
    defineRoute({
      ...mayWrite,
      method: 'post',
      path: `${base}/{id}/${action}`,
      operationId: `${action}Broadcast`,
      summary: summaries[action],
      params: Id,
      answer: { status: 200, schema: BroadcastDetails, description: 'As it is now.' },
      refusals: ['broadcast_not_found', 'broadcast_conflict'],
      handle: ({ params: { id }, caller: { clientId }, context }) =>
        steerBroadcast(id, action, { actor: clientId, traceparent: context.traceparent }),
    });

  return [
    defineRoute({
      ...mayWrite,
      method: 'post',
      path: base,
      operationId: 'createBroadcast',
      summary: 'Write an announcement; nobody is told before it is started',
      body: CreateBroadcastBody,
      answer: { status: 201, schema: BroadcastDetails, description: 'The draft, with how it reads.' },
      refusals: ['idempotency_key_invalid', 'idempotency_key_reused'],
      handle: ({ body, caller: { clientId }, context: { traceparent }, idempotencyKey: key }) =>
        database.transaction((tx) => {
          const work = () => createBroadcast(tx, body, { actor: clientId, traceparent });
          if (!key) return work();
          const request = { key, operationId: 'createBroadcast', caller: clientId, request: body };
          return idempotency.once(tx, request, work);
        }),
    }),
    defineRoute({
      ...mayRead,
      method: 'get',
      path: base,
      operationId: 'listBroadcasts',
      summary: 'Announcements, newest first',
      query: PageQuery,
      answer: { status: 200, schema: BroadcastPage, description: 'Announcements and their state.' },
      refusals: ['cursor_invalid'],
      handle: async ({ query: { cursor, limit } }) => {
        const before = cursor ? decodeCursor(Place, cursor) : undefined;
        const rows = await selectBroadcasts(database, before, limit + 1);
        return toPage(rows, limit, toBroadcast, ({ createdAt, id }) => [createdAt.toISOString(), id]);
      },
    }),
    defineRoute({
      ...mayRead,
      method: 'get',
      path: `${base}/{id}`,
      operationId: 'getBroadcast',
      summary: 'One announcement, how it reads and how far it is',
      params: Id,
      answer: { status: 200, schema: BroadcastDetails, description: 'State and progress.' },
      refusals: ['broadcast_not_found'],
      handle: ({ params: { id } }) => getBroadcast(database, id),
    }),
    ...broadcastActions.map(steerRoute),
  ];
};
