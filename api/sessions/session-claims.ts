import { AtlasError } from '@atlas/shared/errors';
import type { Sql } from '@atlas/shared/ports';
import type { EdgeClaims } from '../tokens/index.ts';

/** What the session's next edge token says. @throws AtlasError `invalid_token` when the session has ended. */
export const selectEdgeClaims = async (
  sql: Sql,
  { accountId, sessionId, now }: { accountId: string; sessionId: string; now: Date },
): Promise<EdgeClaims> => {
  const [row] = await sql.query<Pick<EdgeClaims, 'amr' | 'acr' | 'authTime' | 'jkt'>>({
    name: 'select_edge_claims',
    text: `select amr, acr, auth_time as "authTime", jkt from sessions
           where id = $1 and account_id = $2 and revoked_at is null and expires_at > $3`,
    values: [sessionId, accountId, now],
  });
  if (!row) throw new AtlasError('invalid_token');
  return { accountId, sessionId, ...row };
};

/** The account has no old shop any more: that its sessions proved a password there no longer counts. */
export const forgetPassword = (tx: Sql, accountId: string) =>
  tx.query({
    text: `update sessions set amr = array_remove(amr, 'pwd') where account_id = $1 and 'pwd' = any (amr)`,
    values: [accountId],
  });
