import type { Sql } from '@atlas/shared/ports';

export type ExchangedSession = { expiresAt: Date; amr: readonly string[]; acr: string };

/** The live session behind an edge token, as it is now; undefined when it ended. */
export const selectExchangedSession = async (
  sql: Sql,
  { sessionId, accountId }: { sessionId: string; accountId: string },
  now: Date,
): Promise<ExchangedSession | undefined> => {
  const [row] = await sql.query<ExchangedSession>({
    name: 'exchanged_session',
    text: `select expires_at as "expiresAt", amr, acr from sessions
           where id = $1 and account_id = $2 and revoked_at is null and expires_at > $3`,
    values: [sessionId, accountId, now],
  });
  return row;
};
