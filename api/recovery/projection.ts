import type { Sql } from '@atlas/shared/ports';
import { change, type Projection, type Row } from '../rebuild/index.ts';

const read = async (sql: Sql, accountIds: readonly string[]) => {
  const rows = await sql.query<{ id: string; accountId: string; readyAt: Date; outcome: string | null }>({
    text: `select id, account_id as "accountId", ready_at as "readyAt", outcome
           from recoveries where account_id = any ($1::uuid[])`,
    values: [accountIds],
  });
  return rows.map(({ id, accountId, readyAt, outcome }) => ({
    id,
    accountId,
    ready_at: readyAt.toISOString(),
    outcome,
  }));
};

/** One that was never ended gives way to the next; that is on no record of its own. */
const expireOpen = (rows: Map<string, Row>) => {
  for (const [id, { outcome }] of rows) if (outcome === null) change(rows, id, { outcome: 'expired' });
};

/** Maintenance keeps a recovery for 90 days after its end, which comes a week after it is ready. */
const keptMs = (90 + 7) * 86_400_000;

/** Recoveries asked for, and how they ended, as their events tell them. */
export const recoveryProjection: Projection = {
  table: 'recoveries',
  personal: [],
  read,
  evolve: (rows, { type, data }) => {
    if (type === 'recovery.requested.v1') {
      expireOpen(rows);
      rows.set(data.recoveryId, { ready_at: data.readyAt, outcome: null });
    }
    if (type === 'recovery.cancelled.v1') change(rows, data.recoveryId, { outcome: 'cancelled' });
    if (type === 'recovery.completed.v1') change(rows, data.recoveryId, { outcome: 'completed' });
    if (type === 'account.deleted.v1') rows.clear();
  },
  isForgotten: ({ ready_at: readyAt }, now) => now.getTime() - Date.parse(readyAt as string) > keptMs,
};
