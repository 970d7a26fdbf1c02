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
