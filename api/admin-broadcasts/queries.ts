import type { Sql } from '@atlas/shared/ports';
import type { Broadcast, BroadcastAction, BroadcastProgress, CreateBroadcastBody } from '@atlas/shared/wire';

/** Where a page of the list goes on. */
export type Place = readonly [createdAt: string, id: string];

export type BroadcastRow = Omit<
  Broadcast,
  'preview' | 'createdAt' | 'startedAt' | 'expiresAt' | 'endedAt'
> & {
  createdAt: Date;
  startedAt: Date | null;
  expiresAt: Date | null;
  endedAt: Date | null;
};

const columns = `id, state, texts, quiet_hours as "quietHours", ttl_seconds as "ttlSeconds", created_by as "createdBy",
  created_at as "createdAt", started_at as "startedAt", expires_at as "expiresAt", ended_at as "endedAt"`;

/** `notify.broadcast_overview` is the view that notify publishes for this. */
export const selectBroadcasts = (
  sql: Sql,
  before: Place | undefined,
  limit: number,
): Promise<BroadcastRow[]> =>
  sql.query({
    text: `select ${columns} from notify.broadcast_overview
           ${before ? 'where (created_at, id) < ($2, $3)' : ''} order by created_at desc, id desc limit $1`,
    values: [limit, ...(before ?? [])],
  });

export const selectBroadcast = async (sql: Sql, id: string): Promise<BroadcastRow | undefined> => {
  const [row] = await sql.query<BroadcastRow>({
    text: `select ${columns} from notify.broadcast_overview where id = $1`,
    values: [id],
  });
  return row;
};

export const selectProgress = async (sql: Sql, id: string): Promise<BroadcastProgress> => {
  const [row] = await sql.query<BroadcastProgress>({
    text: `select sent::int, digested::int, failed::int, suppressed::int, waiting::int, left_over::int as "left"
           from notify.broadcast_progress($1)`,
    values: [id],
  });
  return row ?? { sent: 0, digested: 0, failed: 0, suppressed: 0, waiting: 0, left: 0 };
};

export const createBroadcastRow = (
  tx: Sql,
  {
    id,
    body: { texts, quietHours, ttlSeconds },
    actor,
    traceparent,
    at,
  }: { id: string; body: CreateBroadcastBody; actor: string; traceparent: string; at: Date },
) =>
  tx.query({
    text: 'select notify.create_broadcast($1, $2, $3, $4, $5, $6, $7)',
    values: [id, JSON.stringify(texts), quietHours, ttlSeconds, actor, traceparent, at],
  });

export type Steered = 'done' | 'not_found' | 'conflict';

export const steerBroadcastRow = async (
  tx: Sql,
  id: string,
  action: BroadcastAction,
  at: Date,
): Promise<Steered> => {
  const [row] = await tx.query<{ result: Steered }>({
    text: 'select notify.steer_broadcast($1, $2, $3) as result',
    values: [id, action, at],
  });
  return row?.result ?? 'not_found';
};
