import type { Sql } from '@atlas/shared/ports';

export type SealedCode = { id: string; sealedHash: string };

/** The salt of an account's set, and its codes that are not used yet. */
export const selectUnusedCodes = async (
  sql: Sql,
  accountId: string,
): Promise<{ setId: string; salt: Buffer; codes: SealedCode[] } | undefined> => {
  const rows = await sql.query<{ setId: string; salt: Buffer; id: string | null; sealedHash: string | null }>(
    {
      name: 'select_unused_backup_codes',
      text: `select s.id as "setId", s.salt, c.id, c.sealed_hash as "sealedHash"
           from backup_code_sets s left join backup_codes c on c.set_id = s.id and c.used_at is null
           where s.account_id = $1`,
      values: [accountId],
    },
  );
  const [first] = rows;
  if (!first) return undefined;
  const codes = rows.flatMap(({ id, sealedHash }) => (id && sealedHash ? [{ id, sealedHash }] : []));
  return { setId: first.setId, salt: first.salt, codes };
};

/** How many are left, and whether they were kept. */
export const selectBackupCodeState = async (
  sql: Sql,
  accountId: string,
): Promise<{ left: number; createdAt: string | null; confirmed: boolean }> => {
  const [row] = await sql.query<{ left: number; createdAt: Date; confirmed: boolean }>({
    name: 'select_backup_code_state',
    text: `select s.created_at as "createdAt", s.confirmed_at is not null as confirmed,
             (select count(*) from backup_codes c where c.set_id = s.id and c.used_at is null) as left
           from backup_code_sets s where s.account_id = $1`,
    values: [accountId],
  });
  if (!row) return { left: 0, createdAt: null, confirmed: false };
  return { left: row.left, createdAt: row.createdAt.toISOString(), confirmed: row.confirmed };
};

export const deleteBackupCodes = (tx: Sql, accountId: string) =>
  tx.query({ text: 'delete from backup_code_sets where account_id = $1', values: [accountId] });

/** Puts a new set in the place of the old one, whose codes are dead from then on. */
export const replaceBackupCodes = async (
  tx: Sql,
  set: { setId: string; accountId: string; salt: Buffer; codes: readonly SealedCode[]; now: Date },
): Promise<void> => {
  await deleteBackupCodes(tx, set.accountId);
  await tx.query({
    text: 'insert into backup_code_sets (id, account_id, salt, created_at) values ($1, $2, $3, $4)',
    values: [set.setId, set.accountId, set.salt, set.now],
  });
  await tx.query({
    text: `insert into backup_codes (id, set_id, sealed_hash)
           select code.id, $1, code.sealed from unnest($2::uuid[], $3::text[]) as code (id, sealed)`,
    values: [set.setId, set.codes.map(({ id }) => id), set.codes.map(({ sealedHash }) => sealedHash)],
  });
};

/** Until when wrong values have locked verification; undefined when they haven't. */
export const selectLockedUntil = async (
  sql: Sql,
  accountId: string,
  now: Date,
): Promise<Date | undefined> => {
  const [row] = await sql.query<{ lockedUntil: Date }>({
    text: 'select locked_until as "lockedUntil" from verification_budgets where account_id = $1 and locked_until > $2',
    values: [accountId, now],
  });
  return row?.lockedUntil;
};

export type ConfirmationOutcome = 'right' | 'wrong' | 'locked';

/** Compares what was typed back with the set's codes; a wrong one counts as a wrong value of the account. */
export const confirmBackupCodes = async (
  tx: Sql,
  values: {
    now: Date;
    accountId: string;
    sessionId: string;
    setId: string | null;
    isRight: boolean;
    eventIds: readonly string[];
    traceparent: string;
  },
): Promise<{ outcome: ConfirmationOutcome; lockedUntil: Date | null }> => {
  const [row] = await tx.query<{ outcome: ConfirmationOutcome; lockedUntil: Date | null }>({
    text: `select outcome, locked_until as "lockedUntil" from confirm_backup_codes($1, $2, $3, $4, $5, $6, $7)`,
    values: [
      values.now,
      values.accountId,
      values.sessionId,
      values.setId,
      values.isRight,
      values.eventIds,
      values.traceparent,
    ],
  });
  return row as { outcome: ConfirmationOutcome; lockedUntil: Date | null };
};
