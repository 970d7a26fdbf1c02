import type { Sql } from '@atlas/shared/ports';
import type { LoggedEvent, Projection } from '../rebuild/index.ts';
import { change } from '../rebuild/index.ts';

const read = (sql: Sql, accountIds: readonly string[]) =>
  sql.query<{ id: string; accountId: string }>({
    text: `select s.id, s.account_id as "accountId",
             (select count(*) from backup_codes c where c.set_id = s.id and c.used_at is null) as codes_left
           from backup_code_sets s where s.account_id = any ($1::uuid[])`,
    values: [accountIds],
  });

/** A lock is of a factor when the event before it says which, else of the backup codes. */
const isLockOfCodes = (event: LoggedEvent, previous: LoggedEvent | undefined): boolean =>
  event.type === 'suspicious.activity.v1' &&
  event.data.kind === 'factor_locked' &&
  !(previous?.type === 'two_factor.disabled.v1' && previous.data.reason === 'locked');

/** The set of backup codes of an account, and how many are left. */
export const backupCodeProjection: Projection = {
  table: 'backup_code_sets',
  personal: [],
  read,
  evolve: (rows, event, previous) => {
    if (event.type === 'backup_codes.created.v1') {
      rows.clear();
      rows.set(event.data.setId, { codes_left: event.data.count });
    }
    if (event.type === 'backup_code.used.v1') change(rows, event.data.setId, { codes_left: event.data.left });
    const isUnprotected =
      (event.type === 'two_factor.disabled.v1' && event.data.reason !== 'locked' && event.data.wasLast) ||
      event.type === 'recovery.completed.v1' ||
      event.type === 'account.deleted.v1';
    if (isUnprotected || isLockOfCodes(event, previous)) rows.clear();
  },
};
