import type { Sql } from '@atlas/shared/ports';
import type { Locale, NotificationPreferences, NotificationSchedule } from '@atlas/shared/wire';
import type { DecisionStep } from '../decisions/index.ts';

const consumer = 'notify';

/** Which of these events are new, in one statement; a second caller with the same ones waits and gets none. */
export const claimEvents = async (tx: Sql, eventIds: readonly string[]): Promise<Set<string>> => {
  const rows = await tx.query<{ id: string }>({
    name: 'notify_claim_events',
    text: `insert into notify.inbox (consumer, event_id) select $1, id from unnest($2::uuid[]) as e (id) order by id
           on conflict do nothing returning event_id as id`,
    values: [consumer, eventIds],
  });
  return new Set(rows.map(({ id }) => id));
};

export type Registration = {
  account_id: string;
  display_name: string;
  locale: Locale;
  channel: string;
  app_scope: string;
  address: string;
};

export const upsertRecipients = (tx: Sql, registrations: readonly Registration[]) =>
  tx.query({
    name: 'notify_upsert_recipients',
    text: `with registered as (
             select * from jsonb_to_recordset($1) as r (account_id uuid, display_name text, locale text, channel text, app_scope text, address text)
           ), people as (
             insert into notify.recipients (account_id, display_name, locale)
             select account_id, display_name, locale from registered
             on conflict (account_id) do update set display_name = excluded.display_name, locale = excluded.locale
           )
           insert into notify.addresses (account_id, channel, app_scope, address)
           select account_id, channel, app_scope, address from registered
           on conflict (account_id, channel, app_scope) do update
             set address = excluded.address, blocked_at = null, removed_in = null, removed_at = null`,
    values: [JSON.stringify(registrations)],
  });

export type RecipientChange = {
  account_id: string;
  display_name?: string;
  locale?: Locale;
  preferences?: NotificationPreferences;
  schedule?: NotificationSchedule;
};

export const updateRecipients = (tx: Sql, changes: readonly RecipientChange[]) =>
  tx.query({
    name: 'notify_update_recipients',
    text: `update notify.recipients r
           set display_name = coalesce(c.display_name, r.display_name), locale = coalesce(c.locale, r.locale),
             preferences = coalesce(c.preferences, r.preferences), schedule = coalesce(c.schedule, r.schedule)
           from jsonb_to_recordset($1) as c (account_id uuid, display_name text, locale text, preferences jsonb, schedule jsonb)
           where r.account_id = c.account_id`,
    values: [JSON.stringify(changes)],
  });

export type Visit = { accountId: string; channel: string; at: string };

/**
 * Who signs in from a messenger can be written to there again. When that was is kept of those who have several: it costs
 * a write at each sign-in.
 */
export const noteVisits = (tx: Sql, visits: readonly Visit[]) =>
  tx.query({
    name: 'notify_note_visits',
    text: `update notify.addresses a set blocked_at = null, last_seen_at = greatest(a.last_seen_at, v.at)
           from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as v (account_id, channel, at)
           where a.account_id = v.account_id and a.channel = v.channel and a.blocked_at is distinct from 'infinity'
             and (a.blocked_at is not null
               or exists (select from notify.addresses other where other.account_id = a.account_id
                            and (other.channel, other.app_scope) <> (a.channel, a.app_scope)))`,
    values: [
      visits.map(({ accountId }) => accountId),
      visits.map(({ channel }) => channel),
      visits.map(({ at }) => at),
    ],
  });

/** Everything about erased people: addresses, messages, waiting or sent, and the chats' rate slots. */
export const forgetAccounts = (tx: Sql, accountIds: readonly string[]) =>
  tx.query({
    name: 'notify_forget_accounts',
    text: `with people as (
             delete from notify.recipients where account_id = any ($1)
           ), contacts as (
             delete from notify.contacts where account_id = any ($1)
           ), decisions as (
             delete from notify.decisions_against where account_id = any ($1)
           ), messages as (
             delete from notify.deliveries where account_id = any ($1) returning lane, address
           ), places as (
             delete from notify.addresses where account_id = any ($1) returning channel || ':' || app_scope as lane, address
           )
           delete from notify.chats c
           using (select lane, address from messages union select lane, address from places) as gone
           where c.lane = gone.lane and c.address = gone.address`,
    values: [accountIds],
  });

export type Reachable = {
  accountId: string;
  preferences: NotificationPreferences;
  schedule: Partial<NotificationSchedule>;
  channel: string;
  appScope: string;
  address: string;
  isBlocked: boolean;
};

const reachableColumns = `r.account_id as "accountId",
  notify.preferences_in(r.preferences, a.channel, a.marketing_stopped_at) as preferences, r.schedule, a.channel, a.app_scope as "appScope",
  a.address, a.blocked_at is not null as "isBlocked"`;
const fromReachable =
  'from notify.recipients r join notify.addresses a on a.account_id = r.account_id where r.account_id = any ($1)';
/** One that is not blocked first, of those the one they were last seen in. */
const bestFirst = 'a.blocked_at is not null, a.last_seen_at desc nulls last, a.channel, a.app_scope';

/** Each account's best chat. */
export const selectReachable = (tx: Sql, accountIds: readonly string[]): Promise<Reachable[]> =>
  tx.query({
    name: 'notify_select_reachable',
    text: `select distinct on (r.account_id) ${reachableColumns} ${fromReachable} and a.removed_at is null
           order by r.account_id, ${bestFirst}`,
    values: [accountIds],
  });

export type Chat = Reachable & {
  /** Trace id of the request that took it off; null while it is there. */
  removedIn: string | null;
};

/** Every chat of these accounts, the best first, those that were taken off last. */
export const selectChats = async (
  tx: Sql,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, Chat[]>> => {
  const rows = await tx.query<Chat>({
    name: 'notify_select_chats',
    text: `select ${reachableColumns}, a.removed_in as "removedIn" ${fromReachable}
           order by r.account_id, a.removed_at is not null, ${bestFirst}`,
    values: [accountIds],
  });
  return Map.groupBy(rows, ({ accountId }) => accountId);
};

export type NewDelivery = {
  id: string;
  event_id: string;
  account_id: string;
  kind: string;
  template: string;
  channel: string;
  lane: string;
  address: string;
  priority: number;
  params: object;
  traceparent: string;
  state: 'queued' | 'deferred' | 'digesting' | 'suppressed';
  reason: string | null;
  due_at: Date;
  /** When the person's next quiet hours begin; null where they do not matter. */
  quiet_at: Date | null;
  expires_at: Date;
  created_at: Date;
  ref: string | null;
  operation: 'send' | 'delete';
  locale: Locale | null;
  destination: string | null;
  sealed: string | null;
  decision: readonly DecisionStep[];
  /** When it goes on to the next way to reach the person, if it was not sent by then; null where it does not. */
  fallback_at: Date | null;
  /** The delivery it is sent instead of. */
  fallback_of: string | null;
};

const columnTypes: Readonly<Record<keyof NewDelivery, string>> = {
  id: 'uuid',
  event_id: 'uuid',
  account_id: 'uuid',
  kind: 'text',
  template: 'text',
  channel: 'text',
  lane: 'text',
  address: 'text',
  priority: 'smallint',
  params: 'jsonb',
  traceparent: 'text',
  state: 'text',
  reason: 'text',
  due_at: 'timestamptz',
  quiet_at: 'timestamptz',
  expires_at: 'timestamptz',
  created_at: 'timestamptz',
  ref: 'uuid',
  operation: 'text',
  locale: 'text',
  destination: 'text',
  sealed: 'text',
  decision: 'jsonb',
  fallback_at: 'timestamptz',
  fallback_of: 'uuid',
};
const columns = Object.keys(columnTypes) as (keyof NewDelivery)[];

// A column for each array: PostgreSQL takes 500 such rows in two thirds of the time that it takes to read them as JSON.
const insertText = (given: readonly (keyof NewDelivery)[]): string => {
  const arrays = given.map(
    (column, n) => `$${n + 1}::${column === 'decision' ? 'smallint' : columnTypes[column]}[]`,
  );
  const selected = given.map((column) =>
    column === 'decision' ? `($${given.length + 1}::jsonb[])[decision]` : column,
  );
  return `insert into notify.deliveries (${given.join(', ')})
    select ${selected.join(', ')} from unnest(${arrays.join(', ')}) as d (${given.join(', ')})
    on conflict (event_id, template, channel, address) do nothing`;
};

/** An array of what needs no quotes, written in a third of the time that the driver takes to look for some. */
const plainArray = (values: readonly (string | number | Date | null)[]): string =>
  `{${values.map((value) => (value instanceof Date ? value.toISOString() : (value ?? 'NULL'))).join(',')}}`;

const isPlain = (column: keyof NewDelivery): boolean =>
  ['uuid', 'smallint', 'timestamptz'].includes(columnTypes[column]);

/** Writes rows of what to send; of a message that is there already, none. Columns that none of them fills are not sent. */
export const insertDeliveries = (tx: Sql, deliveries: readonly NewDelivery[]) => {
  const given = columns.filter((column) => deliveries.some((delivery) => delivery[column] !== null));
  // Most rows of a batch were decided alike, so each decision is sent once and referred to by its number.
  const decisions = new Map<string, number>();
  const numberOf = (decision: NewDelivery['decision']): number => {
    const text = JSON.stringify(decision);
    const known = decisions.get(text) ?? decisions.size + 1;
    decisions.set(text, known);
    return known;
  };
  const valuesOf = (column: keyof NewDelivery): unknown => {
    if (column === 'decision') return plainArray(deliveries.map(({ decision }) => numberOf(decision)));
    if (column === 'params') return deliveries.map(({ params }) => JSON.stringify(params));
    const values = deliveries.map((delivery) => delivery[column]);
    return isPlain(column) ? plainArray(values as (string | number | Date | null)[]) : values;
  };
  const values = given.map(valuesOf);
  const shape = columns.reduce((bits, column) => bits * 2 + Number(given.includes(column)), 0);
  return tx.query({
    name: `notify_insert_deliveries_${shape.toString(36)}`,
    text: insertText(given),
    values: [...values, [...decisions.keys()]],
  });
};

/** What waits to be sent under these references is not sent any more: something newer takes its place. */
export const supersedeDeliveries = (tx: Sql, refs: readonly string[]) =>
  tx.query({
    name: 'notify_supersede_deliveries',
    text: `update notify.deliveries set state = 'suppressed', reason = 'superseded', sealed = null
           where ref = any ($1) and state in ('queued', 'retry_wait')`,
    values: [refs],
  });

/** What waits under this reference is not sent, and what was sent is taken back now instead of later. */
export const withdrawDeliveries = (tx: Sql, ref: string, now: Date) =>
  tx.query({
    text: `with withdrawn as (
             update notify.deliveries set state = 'suppressed', reason = 'withdrawn', sealed = null
             where ref = $1 and operation = 'send' and state in ('queued', 'retry_wait')
           )
           update notify.deliveries set due_at = least(due_at, $2)
           where ref = $1 and operation = 'delete' and state in ('queued', 'retry_wait')`,
    values: [ref, now],
  });

/** Forgets handled events older than the id given. @returns how many. */
export const trimInbox = async (sql: Sql, before: string): Promise<number> => {
  const rows = await sql.query({
    text: `delete from notify.inbox where (consumer, event_id) in (
             select consumer, event_id from notify.inbox where consumer = $1 and event_id < $2 order by event_id limit 5000)
           returning 1 as one`,
    values: [consumer, before],
  });
  return rows.length;
};
