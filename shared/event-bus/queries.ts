import type { GroupLag, ParkedEvent, Sql } from '../ports/index.ts';
import { sealedTypes } from './decode.ts';
import type { LogRow, Place } from './log-row.ts';

export type Reading = {
  rows: LogRow[];
  /** Everything below it has been read when fewer rows than asked for came. */
  horizon: string;
  /** Transactions are in progress, so committed events may lie above the horizon. */
  isUnsettled: boolean;
};

type Joined = { horizon: string; isUnsettled: boolean } & { [K in keyof LogRow]: LogRow[K] | null };

const eventColumns = `l.id, l.source, l.type, l.topic, l.subject, l.sequence, l.occurred_at as "occurredAt", l.traceparent, l.data`;

/**
 * The next events past the cursor, none above the oldest transaction in progress: a slow commit is never skipped.
 * `"transactionId"` stays an xid8 in SQL; cast to text there, it would sort as text and events would be lost.
 */
export const readLog = async (
  sql: Sql,
  {
    group,
    topics,
    cursor,
    limit,
  }: { group: string; topics: readonly string[]; cursor: Place; limit: number },
): Promise<Reading> => {
  const joined = await sql.query<Joined>({
    name: 'bus_read_log',
    text: `select h.horizon, h.horizon <> h.ceiling as "isUnsettled", e.*
           from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon,
                        pg_snapshot_xmax(pg_current_snapshot()) as ceiling) h
           left join lateral (
             select l.transaction_id as "transactionId", l.position, ${eventColumns},
               case when l.type = any ($6) then
                 (select k.sealed_key from account_keys k where k.account_id = l.subject) end as "sealedKey",
               exists (select from bus_parked p
                       where p.consumer_group = $1 and p.key = l.subject and p.reason <> 'undecodable') as "isBlocked"
             from event_log l
             where (l.transaction_id, l.position) > ($2::xid8, $3::bigint)
               and l.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
               and l.topic = any ($4)
             order by l.transaction_id, l.position
             limit $5
           ) e on true
           order by e."transactionId", e.position`,
    values: [group, cursor.transactionId, cursor.position, topics, limit, sealedTypes],
  });
  const [first] = joined;
  const rows = joined.filter((row) => row.id !== null) as unknown as LogRow[];
  return { rows, horizon: first?.horizon ?? '0', isUnsettled: first?.isUnsettled ?? false };
};

/** Founds the group where it is new; an existing one keeps its place. */
export const ensureCursor = (
  sql: Sql,
  { group, topics, from }: { group: string; topics: readonly string[]; from: 'earliest' | 'latest' },
) =>
  sql.query({
    text: `insert into bus_cursors (consumer_group, topics, transaction_id, position)
           values ($1, $2, case when $3 = 'latest' then pg_snapshot_xmin(pg_current_snapshot()) else '0'::xid8 end, 0)
           on conflict (consumer_group) do update set topics = excluded.topics`,
    values: [group, topics, from],
  });

export const selectCursor = async (sql: Sql, group: string): Promise<Place> => {
  const [row] = await sql.query<Place>({
    text: `select c.transaction_id as "transactionId", c.position from bus_cursors c where c.consumer_group = $1`,
    values: [group],
  });
  if (!row) throw new Error(`consumer group ${group} has no cursor`);
  return row;
};

export const updateCursor = (sql: Sql, group: string, { transactionId, position }: Place) =>
  sql.query({
    name: 'bus_update_cursor',
    text: 'update bus_cursors set transaction_id = $2::xid8, position = $3 where consumer_group = $1',
    values: [group, transactionId, position],
  });

/** One reader per group: held by the session, so it is free the moment the holder's connection ends. */
export const tryLead = async (sql: Sql, group: string): Promise<boolean> => {
  const [row] = await sql.query<{ isHeld: boolean }>({
    text: `select pg_try_advisory_lock(hashtextextended('atlas.bus.' || $1, 0)) as "isHeld"`,
    values: [group],
  });
  return row?.isHeld ?? false;
};

/** Until the transaction ends nobody else parks or replays this key of the group. */
export const lockKey = (tx: Sql, group: string, key: string) =>
  tx.query({
    text: `select pg_advisory_xact_lock(hashtextextended('atlas.bus.' || $1 || '.' || $2, 0))`,
    values: [group, key],
  });

export type Parking = Pick<ParkedEvent, 'group' | 'reason' | 'error' | 'attempts' | 'parkedAt'> & {
  row: LogRow;
};

export const insertParked = (sql: Sql, { group, row, reason, error, attempts, parkedAt }: Parking) =>
  sql.query({
    text: `insert into bus_parked
             (consumer_group, transaction_id, position, event_id, key, type, reason, error, attempts, parked_at)
           values ($1, $2::xid8, $3, $4, $5, $6, $7, $8, $9, $10)
           on conflict do nothing`,
    values: [
      group,
      row.transactionId,
      row.position,
      row.id,
      row.subject,
      row.type,
      reason,
      error,
      attempts,
      parkedAt,
    ],
  });

/** Puts an event behind what is parked of its key. False when nothing is any more, so that it has to be handled. */
export const insertBehind = async (
  sql: Sql,
  { group, row, parkedAt }: Pick<Parking, 'group' | 'row' | 'parkedAt'>,
) => {
  const rows = await sql.query({
    text: `insert into bus_parked
             (consumer_group, transaction_id, position, event_id, key, type, reason, error, attempts, parked_at)
           select $1, $2::xid8, $3, $4, $5::uuid, $6, 'behind', null, 0, $7
           where exists (select from bus_parked p
                         where p.consumer_group = $1 and p.key = $5::uuid and p.reason <> 'undecodable')
           on conflict (consumer_group, transaction_id, position) do update set parked_at = excluded.parked_at
           returning event_id`,
    values: [group, row.transactionId, row.position, row.id, row.subject, row.type, parkedAt],
  });
  return rows.length > 0;
};

export const selectParked = (sql: Sql, group: string) =>
  sql.query<ParkedEvent>({
    text: `select p.consumer_group as "group", p.event_id as "eventId", p.key, p.type, p.reason, p.error, p.attempts,
             p.parked_at as "parkedAt", p.replay_requested_at as "replayRequestedAt"
           from bus_parked p where p.consumer_group = $1 order by p.transaction_id, p.position`,
    values: [group],
  });

/** The oldest parked event of a key past a place, with what is needed to handle it again. */
export const selectNextParked = async (
  sql: Sql,
  group: string,
  key: string,
  after: Place,
): Promise<LogRow | undefined> => {
  const [row] = await sql.query<LogRow>({
    text: `select p.transaction_id as "transactionId", p.position, ${eventColumns}, k.sealed_key as "sealedKey",
             false as "isBlocked"
           from bus_parked p
           join event_log l on l.transaction_id = p.transaction_id and l.position = p.position
           left join account_keys k on k.account_id = l.subject
           where p.consumer_group = $1 and p.key = $2 and (p.transaction_id, p.position) > ($3::xid8, $4::bigint)
           order by p.transaction_id, p.position limit 1`,
    values: [group, key, after.transactionId, after.position],
  });
  return row;
};

/** Asks the group to handle again what it parked, of one key or of all. @returns how many events that is */
export const requestReplay = async (
  sql: Sql,
  { group, key = null, now }: { group: string; key?: string | null | undefined; now: Date },
): Promise<number> => {
  const rows = await sql.query({
    text: `update bus_parked set replay_requested_at = $3
           where consumer_group = $1 and ($2::uuid is null or key = $2::uuid) returning 1 as one`,
    values: [group, key, now],
  });
  return rows.length;
};

/** Keys of the group that an operator wants handled again, those asked for first first. */
export const selectReplayRequests = async (sql: Sql, group: string): Promise<string[]> => {
  const rows = await sql.query<{ key: string }>({
    name: 'bus_select_replay_requests',
    text: `select p.key from bus_parked p where p.consumer_group = $1 and p.replay_requested_at is not null
           group by p.key order by min(p.replay_requested_at) limit 100`,
    values: [group],
  });
  return rows.map(({ key }) => key);
};

export const forgetReplayRequest = (sql: Sql, group: string, key: string) =>
  sql.query({
    text: `update bus_parked set replay_requested_at = null
           where consumer_group = $1 and key = $2 and replay_requested_at is not null`,
    values: [group, key],
  });

export const deleteParked = (sql: Sql, group: string, { transactionId, position }: Place) =>
  sql.query({
    text: 'delete from bus_parked where consumer_group = $1 and transaction_id = $2::xid8 and position = $3',
    values: [group, transactionId, position],
  });

export const updateParked = (sql: Sql, { group, row, reason, error, attempts, parkedAt }: Parking) =>
  sql.query({
    text: `update bus_parked set reason = $4, error = $5, attempts = attempts + $6, parked_at = $7
           where consumer_group = $1 and transaction_id = $2::xid8 and position = $3`,
    values: [group, row.transactionId, row.position, reason, error, attempts, parkedAt],
  });

/** Counted to the end of the log as committed now, not to the reader's horizon. */
export const selectLag = async (sql: Sql, group: string, now: Date): Promise<GroupLag> => {
  const [row] = await sql.query<Omit<GroupLag, 'group'>>({
    text: `select count(l.id) as events,
             greatest(coalesce(extract(epoch from $2::timestamptz - min(l.occurred_at))::float8, 0), 0) as "oldestSeconds",
             (select count(*) from bus_parked p where p.consumer_group = $1) as parked
           from bus_cursors c
           left join event_log l
             on (l.transaction_id, l.position) > (c.transaction_id, c.position) and l.topic = any (c.topics)
           where c.consumer_group = $1`,
    values: [group, now],
  });
  return { group, ...(row ?? { events: 0, oldestSeconds: 0, parked: 0 }) };
};
