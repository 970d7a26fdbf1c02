import type { Sql } from '@atlas/shared/ports';
import { deleteBackupCodes } from '../backup-codes/index.ts';
import type { Holding } from '../personal-data/index.ts';
import type { FactorSeals } from './factor-seals.ts';
import { deleteAllFactors, type SealedFactor } from './queries.ts';

const selectAll = (sql: Sql, accountId: string) =>
  sql.query<
    Pick<
      SealedFactor,
      'id' | 'kind' | 'name' | 'state' | 'isDefault' | 'createdAt' | 'lastUsedAt' | 'sealedDestination'
    >
  >({
    text: `select id, kind, name, state, is_default as "isDefault", created_at as "createdAt", last_used_at as "lastUsedAt",
             sealed_destination as "sealedDestination"
           from factors where account_id = $1 order by created_at, id`,
    values: [accountId],
  });

const selectUse = async (sql: Sql, accountId: string) => {
  const challenges = await sql.query({
    text: `select id, kind, purpose, attempts, created_at as "createdAt", ended_at as "endedAt"
           from challenges where account_id = $1 order by id`,
    values: [accountId],
  });
  const backupCodes = await sql.query({
    text: `select c.used_at as "usedAt", s.created_at as "createdAt"
           from backup_codes c join backup_code_sets s on s.id = c.set_id where s.account_id = $1 order by c.id`,
    values: [accountId],
  });
  const recoveries = await sql.query({
    text: `select id, requested_at as "requestedAt", ready_at as "readyAt", ended_at as "endedAt", outcome
           from recoveries where account_id = $1 order by id`,
    values: [accountId],
  });
  return { challenges, backupCodes, recoveries };
};

/**
 * What second factors know of a person: numbers and addresses, and when they were used. Secrets and codes are left out.
 * What hangs on the account itself (challenges, lock-outs, recoveries) goes with its row.
 */
export const createFactorHolding = (factorSeals: FactorSeals): Holding => ({
  name: 'secondFactors',
  read: async (sql, accountId) => {
    const rows = await selectAll(sql, accountId);
    const factors = rows.map(({ sealedDestination, ...row }) => ({
      ...row,
      destination: factorSeals.destinationOf({ ...row, sealedDestination }, accountId)?.address ?? null,
    }));
    return { factors, ...(await selectUse(sql, accountId)) };
  },
  erase: async (tx, accountId) => {
    const active = (await deleteAllFactors(tx, accountId)).filter(({ state }) => state === 'active');
    await deleteBackupCodes(tx, accountId);
    return active.map(({ id, kind }, index) => ({
      type: 'two_factor.disabled.v1',
      data: {
        factorId: id,
        factorKind: kind,
        reason: 'account_deleted',
        wasLast: index === active.length - 1,
      },
    }));
  },
});
