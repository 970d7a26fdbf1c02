import type { Sql } from '@atlas/shared/ports';

export type LiveSession = { accountId: string; expiresAt: Date; amr: readonly string[]; acr: string };

/** The sessions of these ids that neither were revoked nor have ended. */
export const selectLiveSessions = async (
  sql: Sql,
  sessionIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, LiveSession>> => {
  const rows = await sql.query<LiveSession & { id: string }>({
    name: 'live_sessions',
    text: `select id, account_id as "accountId", expires_at as "expiresAt", amr, acr from sessions
           where id = any ($1::uuid[]) and revoked_at is null and expires_at > $2 and not confined`,
    values: [sessionIds, now],
  });
  return new Map(rows.map(({ id, ...session }) => [id, session]));
};
