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
