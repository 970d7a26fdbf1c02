import type { Sql } from '@atlas/shared/ports';

export type RecoveryRow = { id: string; requestedAt: Date; readyAt: Date; expiresAt: Date };

const columns = `id, requested_at as "requestedAt", ready_at as "readyAt", expires_at as "expiresAt"`;

/** The recovery under way; undefined when there is none, or it has expired. */
export const selectOpenRecovery = async (
  sql: Sql,
  accountId: string,
  now: Date,
): Promise<RecoveryRow | undefined> => {
  const [row] = await sql.query<RecoveryRow>({
    name: 'select_open_recovery',
    text: `select ${columns} from recoveries where account_id = $1 and ended_at is null and expires_at > $2`,
    values: [accountId, now],
  });
  return row;
};

/** Begins a recovery in the place of one that expired; false when one is under way. */
export const insertRecovery = async (
  tx: Sql,
  { accountId, sessionId, recovery }: { accountId: string; sessionId: string; recovery: RecoveryRow },
): Promise<boolean> => {
  const { id, requestedAt, readyAt, expiresAt } = recovery;
  await tx.query({
    text: `update recoveries set ended_at = expires_at, outcome = 'expired'
           where account_id = $1 and ended_at is null and expires_at <= $2`,
    values: [accountId, requestedAt],
  });
  const rows = await tx.query({
    text: `insert into recoveries (id, account_id, session_id, requested_at, ready_at, expires_at)
           values ($1, $2, $3, $4, $5, $6) on conflict (account_id) where ended_at is null do nothing returning id`,
    values: [id, accountId, sessionId, requestedAt, readyAt, expiresAt],
  });
  return rows.length > 0;
};

/** Ends the recovery under way, once; its id, or undefined when there was none (of that id). */
export const endRecovery = async (
  tx: Sql,
  values: { accountId: string; recoveryId?: string; outcome: 'cancelled' | 'completed'; now: Date },
): Promise<string | undefined> => {
  const [row] = await tx.query<{ id: string }>({
    text: `update recoveries set ended_at = $3, outcome = $4
           where account_id = $1 and ($2::uuid is null or id = $2) and ended_at is null and expires_at > $3
             and ($4 = 'cancelled' or ready_at <= $3)
           returning id`,
    values: [values.accountId, values.recoveryId ?? null, values.now, values.outcome],
  });
  return row?.id;
};

/** What was guessed wrong was guessed at factors that are gone. */
export const deleteVerificationBudget = (tx: Sql, accountId: string) =>
  tx.query({ text: 'delete from verification_budgets where account_id = $1', values: [accountId] });

/** Whether there is anything to recover from; a factor that was switched off counts. */
export const isProtected = async (tx: Sql, accountId: string): Promise<boolean> => {
  const rows = await tx.query({
    text: `select from factors where account_id = $1 and state <> 'pending' limit 1`,
    values: [accountId],
  });
  return rows.length > 0;
};
