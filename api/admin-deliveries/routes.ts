import type { Clock, Database } from '@atlas/shared/ports';
import {
  AdminDecisions,
  AdminDeliveriesQuery,
  AdminDeliveryPage,
  AdminDeliveryTrail,
  DecisionsQuery,
  ReplayBody,
  ReplayedMany,
  ReplayManyBody,
} from '@atlas/shared/wire';
import { z } from 'zod';
import { defineRoute, type Route } from '../http/index.ts';
import { createListDeliveries, createReadDecisions, createShowDelivery } from './read-deliveries.ts';
import { createReplayMany, createReplayOne } from './replay.ts';

const reads = { tag: 'Operators', policy: { service: 'deliveries:read' }, limit: 'byNetwork' } as const;
const replays = { tag: 'Operators', policy: { service: 'deliveries:replay' }, limit: 'byNetwork' } as const;
const DeliveryPath = z.object({ id: z.uuid() });

/** What became of every message, why, and sending again what was given up on. */
export const adminDeliveryRoutes = (deps: { database: Database; clock: Clock }): Route[] => {
  const listDeliveries = createListDeliveries(deps);
  const showDelivery = createShowDelivery(deps);
  const readDecisions = createReadDecisions(deps);
  const replayOne = createReplayOne(deps);
  const replayMany = createReplayMany(deps);
  return [
    defineRoute({
      ...reads,
      method: 'get',
      path: '/v1/admin/deliveries',
      operationId: 'listDeliveries',
      summary: 'Messages, newest first',
      query: AdminDeliveriesQuery,
      answer: { status: 200, schema: AdminDeliveryPage, description: 'Addresses are masked.' },
      refusals: ['cursor_invalid'],
      handle: ({ query }) => listDeliveries(query),
    }),
    defineRoute({
      ...replays,
      method: 'post',
      path: '/v1/admin/deliveries/replay',
      operationId: 'replayDeliveries',
      summary: 'Send again what was given up on and matches',
      body: ReplayManyBody,
      answer: { status: 200, schema: ReplayedMany, description: 'What became of each, oldest first.' },
      refusals: [],
      handle: ({ body, caller }) => replayMany(body, caller.clientId),
    }),
    defineRoute({
      ...reads,
      method: 'get',
      path: '/v1/admin/deliveries/{id}',
      operationId: 'showDelivery',
      summary: 'One message: every try, every receipt, and why it was (not) sent',
      params: DeliveryPath,
      answer: { status: 200, schema: AdminDeliveryTrail, description: 'All that is on record about it.' },
      refusals: ['not_found'],
      handle: ({ params }) => showDelivery(params.id),
    }),
    defineRoute({
      ...replays,
      method: 'post',
      path: '/v1/admin/deliveries/{id}/replay',
      operationId: 'replayDelivery',
      summary: 'Send one again that was given up on, in its own row',
      params: DeliveryPath,
      body: ReplayBody,
      answer: { status: 200, schema: AdminDeliveryTrail, description: 'As it stands now.' },
      refusals: ['not_found', 'delivery_expired', 'delivery_not_replayable'],
      handle: async ({ params, body, caller }) => {
        await replayOne(params.id, { actor: caller.clientId, reason: body.reason });
        return showDelivery(params.id);
      },
    }),
    defineRoute({
      ...reads,
      method: 'get',
      path: '/v1/admin/decisions',
      operationId: 'listDecisions',
      summary: 'Why an event did or did not become a message',
      query: DecisionsQuery,
      answer: { status: 200, schema: AdminDecisions, description: 'What was decided, as it was then.' },
      refusals: [],
      handle: ({ query }) => readDecisions(query),
    }),
  ];
};
