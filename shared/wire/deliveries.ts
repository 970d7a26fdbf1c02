import { z } from 'zod';
import { PageQuery, pageOf, Timestamp } from './common.ts';
import { DeliveryState, NotificationKind, Receipt } from './notifications.ts';

/** What an operator sees of messages: never an address in the clear, and nothing of what a message says. */

/** One step of what was decided about a message, as it was decided then. */
export const DecisionStep = z
  .object({
    step: z.string().meta({ description: 'For instance `preference`, `quiet_hours` or `fallback`.' }),
    result: z.string(),
    detail: z.string().optional(),
  })
  .meta({ id: 'DecisionStep' });
export type DecisionStep = z.output<typeof DecisionStep>;

const delivery = z.object({
  id: z.uuid(),
  eventId: z.uuid(),
  accountId: z.uuid(),
  kind: NotificationKind,
  template: z.string(),
  channel: z.string(),
  destination: z.string().meta({ description: 'Masked.' }),
  operation: z.enum(['send', 'delete']).meta({ description: '`delete` takes a message back.' }),
  state: DeliveryState,
  reason: z.string().nullable(),
  receipt: Receipt.nullable(),
  attempts: z.int(),
  replays: z.int(),
  fallbackOf: z.uuid().nullable().meta({ description: 'The delivery it is sent instead of.' }),
  fallback: z.uuid().nullable().meta({ description: 'The delivery that is sent instead of it.' }),
  createdAt: Timestamp,
  dueAt: Timestamp,
  expiresAt: Timestamp,
  sentAt: Timestamp.nullable(),
});

export const AdminDelivery = delivery.meta({ id: 'AdminDelivery' });
export type AdminDelivery = z.output<typeof AdminDelivery>;
export const AdminDeliveryPage = pageOf(AdminDelivery, 'AdminDeliveryPage');

export const DeliveryAttempt = z
  .object({
    number: z.int(),
    startedAt: Timestamp,
    finishedAt: Timestamp.nullable(),
    provider: z.string().nullable(),
    passedOver: z
      .array(z.object({ provider: z.string(), code: z.string() }))
      .meta({ description: 'Providers that could not take it, asked before the one that answered.' }),
    outcome: z.enum(['sent', 'refused', 'retry', 'unknown']).nullable(),
    code: z.string().nullable(),
  })
  .meta({ id: 'DeliveryAttempt' });
export type DeliveryAttempt = z.output<typeof DeliveryAttempt>;

/** `GET /v1/admin/deliveries/{id}` */
export const AdminDeliveryTrail = delivery
  .extend({
    explanation: z.array(z.string()).meta({ description: 'Why it was (not) sent, a sentence a step.' }),
    decision: z.array(DecisionStep),
    trail: z.array(DeliveryAttempt),
    receipts: z.array(z.object({ receipt: Receipt, at: Timestamp })),
    replayed: z.array(z.object({ at: Timestamp, actor: z.string(), reason: z.string().nullable() })),
  })
  .meta({ id: 'AdminDeliveryTrail' });
export type AdminDeliveryTrail = z.output<typeof AdminDeliveryTrail>;

const filters = {
  state: DeliveryState.optional(),
  channel: z
    .string()
    .regex(/^[a-z]{2,20}$/)
    .optional(),
  template: z
    .string()
    .regex(/^[a-z0-9_]{2,60}$/)
    .optional(),
  accountId: z.uuid().optional(),
  eventId: z.uuid().optional(),
  from: z.iso.datetime({ offset: true }).optional().meta({ description: 'Written at this time or later.' }),
  to: z.iso.datetime({ offset: true }).optional().meta({ description: 'Written before this time.' }),
};

export const AdminDeliveriesQuery = PageQuery.extend(filters);
export type AdminDeliveriesQuery = z.output<typeof AdminDeliveriesQuery>;

const reason = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .optional()
  .meta({ description: 'Why, for those who read the record later. Nothing personal.' });

/** Body of `POST /v1/admin/deliveries/{id}/replay`. */
export const ReplayBody = z.strictObject({ reason }).meta({ id: 'ReplayBody' });

const isBounded = ({ accountId, eventId, channel, template, from, to }: Record<string, unknown>): boolean =>
  [accountId, eventId, channel, template, from, to].some((value) => value !== undefined);

/** Body of `POST /v1/admin/deliveries/replay`: those given up on that match, oldest first. */
export const ReplayManyBody = z
  .strictObject({
    filter: z
      .strictObject({ ...filters, state: z.enum(['dead', 'failed']).default('dead') })
      .refine(isBounded, 'name at least one of channel, template, accountId, eventId, from, to'),
    limit: z.int().min(1).max(500).default(100),
    reason,
  })
  .meta({ id: 'ReplayManyBody' });
export type ReplayManyBody = z.output<typeof ReplayManyBody>;
export type ReplayFilter = ReplayManyBody['filter'];

export const replayResults = ['replayed', 'not_found', 'not_given_up', 'went_on', 'expired'] as const;
export const ReplayResult = z
  .object({ id: z.uuid(), result: z.enum(replayResults) })
  .meta({ id: 'ReplayResult' });
export type ReplayResult = z.output<typeof ReplayResult>;
export const ReplayedMany = z
  .object({
    items: z.array(ReplayResult),
    hasMore: z.boolean().meta({ description: 'Whether others match: call again.' }),
  })
  .meta({ id: 'ReplayedMany' });

/** Query of `GET /v1/admin/decisions`: of one event, or the newest of one account. */
export const DecisionsQuery = z
  .object({
    eventId: filters.eventId,
    accountId: filters.accountId,
    limit: z.coerce.number().int().min(1).max(100).default(20),
  })
  .refine(({ eventId, accountId }) => eventId !== undefined || accountId !== undefined, {
    path: ['eventId'],
    message: 'name an event or an account',
  });
export type DecisionsQuery = z.output<typeof DecisionsQuery>;

/** What was decided about one message of one event. `deliveryId` is null where none was written. */
export const AdminDecision = z
  .object({
    eventId: z.uuid(),
    accountId: z.uuid(),
    eventType: z.string().nullable(),
    template: z.string().nullable(),
    deliveryId: z.uuid().nullable(),
    state: DeliveryState.nullable(),
    reason: z.string().nullable(),
    decision: z.array(DecisionStep),
    explanation: z.array(z.string()),
    at: Timestamp,
  })
  .meta({ id: 'AdminDecision' });
export type AdminDecision = z.output<typeof AdminDecision>;

export const AdminDecisions = z
  .object({
    items: z.array(AdminDecision),
    isHandled: z.boolean().nullable().meta({
      description:
        'Of one event: whether notify has come to it in the last seven days. Handled without items: it asks for no message.',
    }),
  })
  .meta({ id: 'AdminDecisions' });
export type AdminDecisions = z.output<typeof AdminDecisions>;
