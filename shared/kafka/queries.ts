import type { Place } from '../event-bus/index.ts';
import type { Sql } from '../ports/index.ts';

/** The group whose cursor tells how far the log was published to Kafka. */
export const sink = 'relay:kafka';

/** Offsets after the last published record, by `topic/partition`; topics without the prefix. */
export type Published = Readonly<Record<string, number>>;

/** Keys that have events that wait parked, so that later ones wait behind them. */
export const selectBlocked = async (sql: Sql, group: string): Promise<ReadonlySet<string>> => {
  const rows = await sql.query<{ key: string }>({
    name: 'kafka_select_blocked',
    text: `select distinct p.key from bus_parked p
           where p.consumer_group = $1 and p.reason <> 'undecodable'`,
    values: [group],
  });
  return new Set(rows.map(({ key }) => key));
};

/** Where the group stood when it read the log itself, if it did; what lies before is not for it to do again. */
export const selectFloor = async (sql: Sql, group: string): Promise<Place | undefined> => {
  const [row] = await sql.query<Place>({
    text: `select c.transaction_id as "transactionId", c.position from bus_cursors c where c.consumer_group = $1`,
    values: [group],
  });
  return row;
};

/** The sink's place and the partitions' ends move together, so that what is behind can be told exactly. */
export const updatePublished = (
  sql: Sql,
  { transactionId, position }: Place,
  published: Published,
): Promise<object[]> =>
  sql.query({
    name: 'kafka_update_published',
    text: `update bus_cursors
           set transaction_id = $2::xid8, position = $3, published = published || $4::jsonb
           where consumer_group = $1`,
    values: [sink, transactionId, position, JSON.stringify(published)],
  });

export type LogBeyondSink = {
  published: Published;
  /** Where the sink stands. */
  transactionId: string;
  position: number;
  /** Committed, not published yet. */
  events: number;
  oldestAt: Date | null;
  parked: number;
};

/** What the log has of these topics that is not published, beside what is, as of one moment. */
export const selectBeyondSink = async (
  sql: Sql,
  group: string,
  topics: readonly string[],
): Promise<LogBeyondSink> => {
  const [row] = await sql.query<LogBeyondSink>({
    text: `with sink as (
             select coalesce(c.transaction_id, '0'::xid8) as transaction_id, coalesce(c.position, 0) as position,
               coalesce(c.published, '{}') as published
             from (values (1)) always left join bus_cursors c on c.consumer_group = $1
           )
           select s.transaction_id as "transactionId", s.position, s.published,
             count(l.id) as events, min(l.occurred_at) as "oldestAt",
             (select count(*) from bus_parked p where p.consumer_group = $2) as parked
           from sink s
           left join event_log l
             on (l.transaction_id, l.position) > (s.transaction_id, s.position) and l.topic = any ($3)
           group by s.transaction_id, s.position, s.published`,
    values: [sink, group, topics],
  });
  return row as LogBeyondSink;
};

export type LogEntry = Place & { topic: string; subject: string; occurredAt: Date };

/** Entries of the log past a place, in its order. */
export const selectEntries = (
  sql: Sql,
  after: Place,
  topics: readonly string[],
  limit: number,
): Promise<LogEntry[]> =>
  sql.query<LogEntry>({
    text: `select l.transaction_id as "transactionId", l.position, l.topic, l.subject, l.occurred_at as "occurredAt"
           from event_log l
           where (l.transaction_id, l.position) > ($1::xid8, $2::bigint) and l.topic = any ($3)
           order by l.transaction_id, l.position limit $4`,
    values: [after.transactionId, after.position, topics, limit],
  });
