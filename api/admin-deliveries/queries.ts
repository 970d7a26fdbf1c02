import type { Sql } from '@atlas/shared/ports';
import type {
  AdminDelivery,
  DecisionStep,
  DeliveryAttempt,
  DeliveryState,
  Receipt,
  ReplayFilter,
  ReplayResult,
} from '@atlas/shared/wire';

/** Everything here reads views and calls functions that notify publishes. */

type Times = 'createdAt' | 'dueAt' | 'expiresAt' | 'sentAt';
export type DeliveryRow = Omit<AdminDelivery, Times> & {
  createdAt: Date;
  dueAt: Date;
  expiresAt: Date;
  sentAt: Date | null;
  decision: DecisionStep[];
};

export type DeliveryFilter = {
  state?: DeliveryState;
  channel?: string;
  template?: string;
  accountId?: string;
  eventId?: string;
  from?: string;
  to?: string;
};

const columns = `id, event_id as "eventId", account_id as "accountId", kind, template, channel, destination, operation, state,
  reason, receipt, attempts, replays, fallback_of as "fallbackOf", fallback, created_at as "createdAt", due_at as "dueAt",
  expires_at as "expiresAt", sent_at as "sentAt", decision`;

const conditions: Readonly<Record<keyof DeliveryFilter, string>> = {
  state: 'state =',
  channel: 'channel =',
  template: 'template =',
  accountId: 'account_id =',
  eventId: 'event_id =',
  from: 'created_at >=',
  to: 'created_at <',
};

/** `column = $n` for each filter that is named, and their values. */
const whereOf = (filter: DeliveryFilter): { clauses: string[]; values: unknown[] } => {
  const named = (Object.keys(conditions) as (keyof DeliveryFilter)[]).filter(
    (key) => filter[key] !== undefined,
  );
  return {
    clauses: named.map((key, index) => `${conditions[key]} $${index + 1}`),
    values: named.map((key) => filter[key]),
  };
};

/** Newest first: ids sort by time. */
export const selectDeliveries = (
  sql: Sql,
  filter: DeliveryFilter,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<DeliveryRow[]> => {
  const { clauses, values } = whereOf(filter);
  if (before) clauses.push(`id < $${values.push(before)}`);
  const where = clauses.length > 0 ? `where ${clauses.join(' and ')}` : '';
  return sql.query({
    text: `select ${columns} from notify.admin_deliveries ${where} order by id desc limit $${values.push(limit)}`,
    values,
  });
};

export const selectDelivery = async (sql: Sql, id: string): Promise<DeliveryRow | undefined> => {
  const [row] = await sql.query<DeliveryRow>({
    text: `select ${columns} from notify.admin_deliveries where id = $1`,
    values: [id],
  });
  return row;
};

export type AttemptRow = Omit<DeliveryAttempt, 'startedAt' | 'finishedAt'> & {
  startedAt: Date;
  finishedAt: Date | null;
};

export const selectAttempts = (sql: Sql, id: string) =>
  sql.query<AttemptRow>({
    text: `select number, started_at as "startedAt", finished_at as "finishedAt", provider,
             coalesce(passed_over, '[]') as "passedOver", outcome, code
           from notify.admin_attempts where delivery_id = $1 order by number`,
    values: [id],
  });

export const selectReceipts = (sql: Sql, id: string) =>
  sql.query<{ receipt: Receipt; at: Date }>({
    text: 'select receipt, at from notify.admin_receipts where delivery_id = $1 order by at, receipt',
    values: [id],
  });

export const selectReplays = (sql: Sql, id: string) =>
  sql.query<{ at: Date; actor: string; reason: string | null }>({
    text: 'select at, actor, reason from notify.admin_replays where delivery_id = $1 order by number',
    values: [id],
  });

/** What was given up on and can still be sent, oldest first. */
export const selectReplayable = async (
  sql: Sql,
  filter: ReplayFilter,
  now: Date,
  limit: number,
): Promise<string[]> => {
  const { clauses, values } = whereOf(filter);
  const rows = await sql.query<{ id: string }>({
    text: `select id from notify.admin_deliveries
           where ${clauses.join(' and ')} and operation = 'send' and fallback is null and expires_at > $${values.push(now)}
           order by id limit $${values.push(limit)}`,
    values,
  });
  return rows.map(({ id }) => id);
};

/** Asks notify to send them again. */
export const replayDeliveries = (
  tx: Sql,
  { ids, actor, reason, at }: { ids: readonly string[]; actor: string; reason: string | null; at: Date },
) =>
  tx.query<ReplayResult>({
    text: 'select id, result from notify.replay_deliveries($1, $2, $3, $4)',
    values: [ids, actor, reason, at],
  });

export type DecisionRow = {
  eventId: string;
  accountId: string;
  eventType: string | null;
  template: string | null;
  deliveryId: string | null;
  state: DeliveryState | null;
  reason: string | null;
  decision: DecisionStep[];
  at: Date;
};

/** What was decided about an event, or the newest of an account, whether a message came of it or not. */
export const selectDecisions = (
  sql: Sql,
  { eventId, accountId, limit }: { eventId?: string; accountId?: string; limit: number },
): Promise<DecisionRow[]> =>
  sql.query({
    text: `select * from (
             select event_id as "eventId", account_id as "accountId", null as "eventType", template, id as "deliveryId", state,
               reason, decision, created_at as at
             from notify.admin_deliveries
             where ($1::uuid is null or event_id = $1) and ($2::uuid is null or account_id = $2)
             union all
             select event_id, account_id, event_type, template, null, null, null, decision, at
             from notify.admin_decisions_against
             where ($1::uuid is null or event_id = $1) and ($2::uuid is null or account_id = $2)
           ) as decided order by at desc limit $3`,
    values: [eventId ?? null, accountId ?? null, limit],
  });

export const isHandled = async (sql: Sql, eventId: string): Promise<boolean> => {
  const rows = await sql.query({
    text: 'select from notify.admin_handled_events where event_id = $1',
    values: [eventId],
  });
  return rows.length > 0;
};
