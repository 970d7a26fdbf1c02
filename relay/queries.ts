import type { Place } from '@atlas/shared/event-bus';
import type { Sql } from '@atlas/shared/ports';

/** Age of the oldest transaction that holds back what readers of the log may see; 0 when there is none. */
export const selectXminAgeSeconds = async (sql: Sql): Promise<number> => {
  const [row] = await sql.query<{ seconds: number }>({
    text: `select coalesce(extract(epoch from max(clock_timestamp() - a.xact_start)), 0)::float8 as seconds
           from pg_stat_activity a
           where a.backend_xid is not null and a.pid <> pg_backend_pid()`,
  });
  return row?.seconds ?? 0;
};

/** Every cursor of the log, with the group whose it is. */
export const selectGroups = (sql: Sql): Promise<(Place & { group: string })[]> =>
  sql.query({
    text: `select c.consumer_group as "group", c.transaction_id as "transactionId", c.position
           from bus_cursors c order by c.consumer_group`,
  });

/** Founds the relay where the group stands that is furthest behind; at the log's beginning where there is no group. */
export const insertSink = async (sql: Sql, sink: string, topics: readonly string[]): Promise<Place> => {
  const [row] = await sql.query<Place>({
    text: `insert into bus_cursors (consumer_group, topics, transaction_id, position)
           select $1, $2, coalesce(lowest.transaction_id, '0'::xid8), coalesce(lowest.position, 0)
           from (values (1)) always
           left join (select c.transaction_id, c.position from bus_cursors c
                      order by c.transaction_id, c.position limit 1) lowest on true
           returning transaction_id as "transactionId", position`,
    values: [sink, topics],
  });
  return row as Place;
};

/**
 * Sets the sink's place before the first event since a moment, or leaves it where it stands further back, and forgets where
 * the partitions ended. Undefined where there is no sink.
 */
export const rewindSink = async (
  sql: Sql,
  sink: string,
  topics: readonly string[],
  since: Date,
): Promise<{ place: Place; events: number } | undefined> => {
  const [row] = await sql.query<Place & { events: number }>({
    text: `with first as (
             select l.transaction_id, l.position from event_log l
             where l.occurred_at >= $3 and l.topic = any ($2) order by l.transaction_id, l.position limit 1
           ), rewound as (
             update bus_cursors c set published = '{}',
               transaction_id = case when f.transaction_id is null or (c.transaction_id, c.position) < (f.transaction_id, f.position)
                                  then c.transaction_id else f.transaction_id end,
               position = case when f.transaction_id is null or (c.transaction_id, c.position) < (f.transaction_id, f.position)
                            then c.position else f.position - 1 end
             from (values (1)) always left join first f on true
             where c.consumer_group = $1
             returning c.transaction_id, c.position
           )
           select r.transaction_id as "transactionId", r.position,
             (select count(*)::int from event_log l
              where (l.transaction_id, l.position) > (r.transaction_id, r.position) and l.topic = any ($2)) as events
           from rewound r`,
    values: [sink, topics, since],
  });
  return row && { place: { transactionId: row.transactionId, position: row.position }, events: row.events };
};
