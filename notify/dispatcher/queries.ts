import type { PassedOver, SendOutcome, Sql } from '@atlas/shared/ports';
import type { DeliveryState, Locale } from '@atlas/shared/wire';
import type { Params } from '../templates/index.ts';
import type { Stuck } from './go-on.ts';

/** A delivery in this process's hands: state `sending`, attempt on record. */
export type Leased = {
  id: string;
  accountId: string;
  template: string;
  channel: string;
  lane: string;
  address: string;
  params: Params;
  traceparent: string;
  /** Number of this attempt, from 1, and when it began. */
  attempts: number;
  startedAt: Date;
  /** Failed tries before it that count. */
  failures: number;
  expiresAt: Date;
  displayName: string;
  locale: Locale;
  operation: 'send' | 'delete';
  /** What a command calls the message. */
  ref: string | null;
  sealed: string | null;
};

const recipient = (column: string) =>
  `(select r.${column} from notify.recipients r where r.account_id = d.account_id)`;
const leasedColumns = `d.id, d.account_id as "accountId", d.template, d.channel, d.lane, d.address, d.params, d.traceparent,
  d.attempts, d.failures, d.expires_at as "expiresAt", d.operation, d.ref, d.sealed,
  coalesce(${recipient('display_name')}, '') as "displayName",
  coalesce(d.locale, ${recipient('locale')}, 'en') as locale`;

export const ensureLane = (sql: Sql, lane: string) =>
  sql.query({
    text: `insert into notify.lanes (lane, next_slot_at, paused_until) values ($1, 'epoch', 'epoch') on conflict do nothing`,
    values: [lane],
  });

export type LaneRow = {
  nextSlotAt: Date;
  pausedUntil: Date;
  /** How fast it may go now: the configured rate, or less since it was told to slow down. */
  perSecond: number;
};

/** Undefined while another process leases from the lane. */
export const lockLane = async (
  tx: Sql,
  { lane, configured, now }: { lane: string; configured: number; now: Date },
): Promise<LaneRow | undefined> => {
  const [row] = await tx.query<LaneRow>({
    name: 'notify_lock_lane',
    text: `select next_slot_at as "nextSlotAt", paused_until as "pausedUntil",
             notify.lane_rate(slowed_rate, slowed_at, paused_until, $2, $3) as "perSecond"
           from notify.lanes where lane = $1 for update skip locked`,
    values: [lane, configured, now],
  });
  return row;
};

/** Whether the lane has anything due: what an idle process asks, and nothing else. */
export const hasDue = async (sql: Sql, lane: string, now: Date): Promise<boolean> => {
  const rows = await sql.query({
    name: 'notify_has_due',
    text: `select from notify.deliveries where lane = $1 and state in ('queued', 'retry_wait') and due_at <= $2 limit 1`,
    values: [lane, now],
  });
  return rows.length > 0;
};

/** Priority of what goes to everybody. */
const bulk = 5;

/**
 * Due rows by priority and age, whose chat has nothing in flight and a free slot; what the person is the cause of may
 * take slots in advance, up to `chatFreeAt`. A slot that lies absurdly far ahead is
 * from a clock that has since been set back.
 */
export const selectDue = (
  tx: Sql,
  { lane, now, chatFreeAt, limit }: { lane: string; now: Date; chatFreeAt: Date; limit: number },
) =>
  tx.query<{ id: string; address: string }>({
    name: 'notify_select_due',
    text: `select d.id, d.address from notify.deliveries d
           where d.lane = $1 and d.state in ('queued', 'retry_wait') and d.due_at <= $2 and d.expires_at > $2
             and (d.quiet_at is null or d.quiet_at > $2)
             and not exists (select from notify.deliveries s
                             where s.lane = d.lane and s.address = d.address and s.state = 'sending')
             and not exists (select from notify.chats c
                             where c.lane = d.lane and c.address = d.address
                               and (c.paused_until > $2
                                 or c.next_slot_at > case when d.priority < ${bulk} then $3::timestamptz else $2 end
                                   and c.next_slot_at < $3 + interval '1 minute'))
           order by d.priority, d.due_at, d.position
           limit $4
           for update of d skip locked`,
    values: [lane, now, chatFreeAt, limit],
  });

/** Takes the rows: state, attempt, and the slots of lane and chats, in one statement and before any call. */
export const leaseDeliveries = (
  tx: Sql,
  {
    ids,
    lane,
    now,
    leaseUntil,
    laneNextSlotAt,
    chatSlotMs,
    provider,
  }: {
    ids: readonly string[];
    lane: string;
    now: Date;
    leaseUntil: Date;
    laneNextSlotAt: Date;
    chatSlotMs: number;
    /** Who is asked first. */
    provider: string;
  },
) =>
  tx.query<Leased>({
    name: 'notify_lease_deliveries',
    text: `with leased as (
             update notify.deliveries d set state = 'sending', reason = null, attempts = attempts + 1, lease_until = $3
             where d.id = any ($1)
             returning ${leasedColumns}
           ), recorded as (
             insert into notify.attempts (delivery_id, number, started_at, provider) select id, attempts, $2, $7 from leased
           ), chats as (
             insert into notify.chats (lane, address, next_slot_at, paused_until)
             select lane, address, $2::timestamptz + $5 * interval '1 millisecond', 'epoch' from leased
             on conflict (lane, address) do update set next_slot_at =
               least(greatest(notify.chats.next_slot_at, $2), $2 + interval '1 minute') + $5 * interval '1 millisecond'
           ), lane as (
             update notify.lanes set next_slot_at = $4 where lane = $6
           )
           select *, $2 as "startedAt" from leased`,
    values: [ids, now, leaseUntil, laneNextSlotAt, chatSlotMs, lane, provider],
  });

export type Settlement = {
  state: DeliveryState;
  reason: string | null;
  failures: number;
  dueAt: Date;
  sentAt: Date | null;
  providerMessageId: string | null;
};

export type AttemptResult = {
  outcome: SendOutcome['outcome'];
  code: string | null;
  /** Who answered; null where that is who was asked first. */
  provider: string | null;
  passedOver: readonly PassedOver[] | null;
};

/**
 * Writes down what became of an attempt. The chat's next slot is counted from here: however long the call took to arrive,
 * the next one arrives a whole slot later. False when somebody else has since declared it lost.
 */
export const settleDelivery = async (
  sql: Sql,
  { id, attempts, lane, address }: Pick<Leased, 'id' | 'attempts' | 'lane' | 'address'>,
  { state, reason, failures, dueAt, sentAt, providerMessageId }: Settlement,
  { outcome, code, provider, passedOver }: AttemptResult,
  { now, chatSlotMs }: { now: Date; chatSlotMs: number },
): Promise<boolean> => {
  const rows = await sql.query({
    name: 'notify_settle_delivery',
    text: `with attempt as (
             update notify.attempts
             set finished_at = $3::timestamptz, outcome = $4, code = $5, provider = coalesce($12, provider), passed_over = $13
             where delivery_id = $1 and number = $2
           ), chat as (
             update notify.chats set next_slot_at = greatest(next_slot_at, $3 + $16 * interval '1 millisecond')
             where lane = $14 and address = $15
           )
           update notify.deliveries
           set state = $6, reason = $7, failures = $8, due_at = $9, sent_at = $10, provider_message_id = $11, lease_until = null,
             -- What was given up on may be replayed, until its time is over.
             sealed = case when $6 in ('retry_wait', 'dead', 'failed') then sealed end
           where id = $1 and attempts = $2 and state = 'sending'
           returning id`,
    values: [
      id,
      attempts,
      now,
      outcome,
      code,
      state,
      reason,
      failures,
      dueAt,
      sentAt,
      providerMessageId,
      provider,
      passedOver && JSON.stringify(passedOver),
      lane,
      address,
      chatSlotMs,
    ],
  });
  return rows.length > 0;
};

export type Interrupted = Leased;

/** Attempts whose process went away before writing down what became of them. */
export const selectInterrupted = (sql: Sql, lane: string, now: Date, inFlight: readonly string[]) =>
  sql.query<Interrupted>({
    name: 'notify_select_interrupted',
    text: `select ${leasedColumns},
             (select a.started_at from notify.attempts a where a.delivery_id = d.id and a.number = d.attempts) as "startedAt"
           from notify.deliveries d
           where d.lane = $1 and d.state = 'sending' and d.lease_until <= $2 and d.id <> all ($3) limit 100`,
    values: [lane, now, inFlight],
  });

export type Ended = { id: string; template: string; channel: string; traceparent: string };

/** Too late to be of use: dropped, not sent. */
export const expireDeliveries = (sql: Sql, lane: string, now: Date) =>
  sql.query<Ended>({
    name: 'notify_expire_deliveries',
    text: `update notify.deliveries set state = 'expired', reason = 'expired', sealed = null
           where lane = $1 and state in ('queued', 'retry_wait') and expires_at <= $2
           returning id, template, channel, traceparent`,
    values: [lane, now],
  });

/** Not sent by when it should have been. A message in flight is waited for: nobody knows yet. */
export const selectLate = (tx: Sql, lane: string, now: Date) =>
  tx.query<Ended & Stuck>({
    name: 'notify_select_late',
    text: `select id, template, channel, traceparent, sealed from notify.deliveries
           where lane = $1 and state in ('queued', 'retry_wait') and fallback_at <= $2 and expires_at > $2
           order by fallback_at limit 100 for update skip locked`,
    values: [lane, now],
  });

/** Taken by the provider, who said since that they did not arrive; maybe before the taking was written down. */
export const selectFailedLate = (tx: Sql, lane: string, now: Date) =>
  tx.query<Ended & Stuck>({
    name: 'notify_select_failed_late',
    text: `select id, template, channel, traceparent, sealed from notify.deliveries
           where lane = $1 and channel in ('whatsapp', 'wechat') and state in ('failed', 'sent') and receipt = 'undelivered'
             and fallback_at is not null and expires_at > $2
           limit 100 for update skip locked`,
    values: [lane, now],
  });

/** What went on is not sent here any more. */
export const endLate = (tx: Sql, ids: readonly string[]) =>
  tx.query({
    text: `update notify.deliveries set state = 'expired', reason = 'went_on', sealed = null where id = any ($1)`,
    values: [ids],
  });

/** Nothing that was given up on can be replayed after its time: what is secret in it goes. */
export const forgetSecrets = (sql: Sql, lane: string, now: Date) =>
  sql.query({
    name: 'notify_forget_secrets',
    text: `update notify.deliveries set sealed = null
           where lane = $1 and state in ('dead', 'failed') and sealed is not null and expires_at <= $2`,
    values: [lane, now],
  });

/** Remembers that the person can't be reached there, and drops what waits for them in that chat. */
export const blockAddress = (
  tx: Sql,
  { accountId, channel, lane, address }: Pick<Leased, 'accountId' | 'channel' | 'lane' | 'address'>,
  now: Date,
) =>
  tx.query<Ended & Stuck>({
    text: `with blocked as (
             update notify.addresses set blocked_at = $4
             where channel = $1 and app_scope = substr($2, length($1) + 2) and address = $3
           )
           update notify.deliveries set state = 'suppressed', reason = 'recipient_blocked', sealed = null
           where account_id = $5 and operation = 'send' and lane = $2 and address = $3
             and state in ('queued', 'retry_wait')
           returning id, template, channel, traceparent, old.sealed`,
    values: [channel, lane, address, now, accountId],
  });

/** Remembers that the person wants no marketing there. */
export const stopMarketing = (
  tx: Sql,
  { channel, lane, address }: Pick<Leased, 'channel' | 'lane' | 'address'>,
  now: Date,
) =>
  tx.query({
    name: 'notify_stop_marketing',
    text: `update notify.addresses set marketing_stopped_at = coalesce(marketing_stopped_at, $4)
           where channel = $1 and app_scope = substr($2, length($1) + 2) and address = $3`,
    values: [channel, lane, address, now],
  });

/** What was sent under a reference, to be taken back. */
export const selectSent = async (sql: Sql, ref: string) => {
  const [row] = await sql.query<{ state: DeliveryState; providerMessageId: string | null }>({
    text: `select state, provider_message_id as "providerMessageId" from notify.deliveries
           where ref = $1 and operation = 'send' order by position desc limit 1`,
    values: [ref],
  });
  return row;
};

export const pauseLane = (tx: Sql, lane: string, until: Date) =>
  tx.query({
    text: 'update notify.lanes set paused_until = greatest(paused_until, $2) where lane = $1',
    values: [lane, until],
  });

/**
 * Halves a lane's rate, one message a second at the least. Once for all calls that were under way together: one that began
 * before the last halving says nothing about the rate since.
 */
export const slowLane = (
  tx: Sql,
  { lane, configured, startedAt, now }: { lane: string; configured: number; startedAt: Date; now: Date },
) =>
  tx.query({
    text: `update notify.lanes
           set slowed_rate = greatest(1, notify.lane_rate(slowed_rate, slowed_at, paused_until, $2, $4) / 2), slowed_at = $4
           where lane = $1 and (slowed_at is null or slowed_at < $3)`,
    values: [lane, configured, startedAt, now],
  });

export const pauseChat = (tx: Sql, lane: string, address: string, until: Date) =>
  tx.query({
    text: `update notify.chats set paused_until = greatest(paused_until, $3) where lane = $1 and address = $2`,
    values: [lane, address, until],
  });

export type LaneStanding = {
  lane: string;
  due: number;
  oldestDueAt: Date | null;
  pausedUntil: Date;
  perSecond: number;
};

/** The lanes as they stand, for those who watch them. */
export const selectLanes = (
  sql: Sql,
  { lanes, configured, now }: { lanes: readonly string[]; configured: readonly number[]; now: Date },
) =>
  sql.query<LaneStanding>({
    name: 'notify_select_lanes',
    text: `select l.lane, d.due::integer, d.oldest as "oldestDueAt", l.paused_until as "pausedUntil",
             notify.lane_rate(l.slowed_rate, l.slowed_at, l.paused_until, c.configured, $3) as "perSecond"
           from unnest($1::text[], $2::real[]) as c (lane, configured)
           join notify.lanes l using (lane)
           cross join lateral (
             select count(*) as due, min(due_at) as oldest from notify.deliveries
             where lane = l.lane and state in ('queued', 'retry_wait') and due_at <= $3
           ) as d`,
    values: [lanes, configured, now],
  });

export type Held = { state: 'deferred' | 'digesting' | 'early'; messages: number };

/** Messages held back on purpose, by partial indexes; `early` are events of people nobody heard of yet. */
export const countHeld = (sql: Sql): Promise<Held[]> =>
  sql.query({
    name: 'notify_count_held',
    text: `select 'deferred' as state, count(*)::int as messages from notify.deliveries where state = 'deferred'
           union all select 'digesting', count(*)::int from notify.deliveries where state = 'digesting'
           union all select 'early', count(*)::int from notify.early_events`,
  });

export const countDead = async (sql: Sql): Promise<number> => {
  const [row] = await sql.query<{ count: number }>({
    name: 'notify_count_dead',
    text: `select count(*)::integer as count from notify.deliveries where state = 'dead'`,
  });
  return row?.count ?? 0;
};
