import type { Sql } from '@atlas/shared/ports';

export type ParkedKey = {
  group: string;
  /** The account. */
  key: string;
  /** Parked of it, with what waits behind. */
  events: number;
  /** The event that could not be handled, and why, in a few words. */
  type: string;
  reason: string;
  error: string | null;
  attempts: number;
  parkedAt: Date;
  replayRequestedAt: Date | null;
};

export type ParkedFilter = { group?: string | undefined; key?: string | undefined };

/** What is parked, a row for each account and group with its oldest event first; at most `limit`. */
export const selectParkedKeys = (sql: Sql, { group, key }: ParkedFilter, limit: number) =>
  sql.query<ParkedKey>({
    text: `select distinct on (p.consumer_group, p.key) p.consumer_group as "group", p.key,
             count(*) over (partition by p.consumer_group, p.key) as events,
             p.type, p.reason, p.error, p.attempts, p.parked_at as "parkedAt", p.replay_requested_at as "replayRequestedAt"
           from bus_parked p
           where ($1::text is null or p.consumer_group = $1) and ($2::uuid is null or p.key = $2::uuid)
           order by p.consumer_group, p.key, p.transaction_id, p.position
           limit $3`,
    values: [group ?? null, key ?? null, limit],
  });

/** How many of the group's parked events still wait to be tried again. */
export const countRequested = async (sql: Sql, { group, key }: ParkedFilter): Promise<number> => {
  const [row] = await sql.query<{ n: number }>({
    text: `select count(*)::int as n from bus_parked
           where consumer_group = $1 and ($2::uuid is null or key = $2::uuid) and replay_requested_at is not null`,
    values: [group, key ?? null],
  });
  return row?.n ?? 0;
};

export const countParked = async (sql: Sql, { group, key }: ParkedFilter): Promise<number> => {
  const [row] = await sql.query<{ n: number }>({
    text: `select count(*)::int as n from bus_parked
           where consumer_group = $1 and ($2::uuid is null or key = $2::uuid)`,
    values: [group, key ?? null],
  });
  return row?.n ?? 0;
};
