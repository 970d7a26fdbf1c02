import type { Sql } from '@atlas/shared/ports';

/** True for exactly one of those who claim a key at once, and again once the claim has expired. */
export const claimReplay = async (
  sql: Sql,
  { keyHash, now, expiresAt }: { keyHash: Buffer; now: Date; expiresAt: Date },
): Promise<boolean> => {
  const rows = await sql.query({
    name: 'claim_replay',
    text: `insert into dpop_replays as kept (key_hash, expires_at) values ($1, $3)
      on conflict (key_hash) do update set expires_at = excluded.expires_at where kept.expires_at <= $2
      returning 1 as claimed`,
    values: [keyHash, now, expiresAt],
  });
  return rows.length > 0;
};
