import type { Sql } from '@atlas/shared/ports';
import type { IdentityPath, Messenger } from '@atlas/shared/wire';

/** Who somebody is in a messenger, and whose account that opens. */
export type IdentityRow = {
  id: string;
  accountId: string;
  messenger: Messenger;
  appScope: string;
  subject: string;
  /** Blind index of the phone number that the messenger shows, where it shows one. */
  phoneIndex: Buffer | null;
  createdAt: Date;
};

const columns = `i.id, i.account_id as "accountId", i.messenger, i.app_scope as "appScope", i.subject,
  i.phone_index as "phoneIndex", i.created_at as "createdAt"`;

/** Oldest first. */
export const selectIdentities = (sql: Sql, accountId: string): Promise<IdentityRow[]> =>
  sql.query({
    name: 'select_identities',
    text: `select ${columns} from identities i where i.account_id = $1 order by i.created_at, i.id`,
    values: [accountId],
  });

export const selectIdentityAt = async (
  sql: Sql,
  { messenger, appScope, subject }: IdentityPath,
): Promise<IdentityRow | undefined> => {
  const [row] = await sql.query<IdentityRow>({
    name: 'select_identity_at',
    text: `select ${columns} from identities i where i.messenger = $1 and i.app_scope = $2 and i.subject = $3`,
    values: [messenger, appScope, subject],
  });
  return row;
};

/** Who opened a session; of one older than that was noted, the oldest identity in its messenger. */
export const selectIdentityOfSession = async (
  sql: Sql,
  sessionId: string,
): Promise<IdentityRow | undefined> => {
  const [row] = await sql.query<IdentityRow>({
    name: 'select_identity_of_session',
    text: `select ${columns} from sessions s
           join identities i on i.account_id = s.account_id and i.messenger = s.messenger
             and (s.identity_id is null or i.id = s.identity_id)
           where s.id = $1 order by i.created_at, i.id limit 1`,
    values: [sessionId],
  });
  return row;
};

/**
 * Keeps everybody else from registering this identity until the transaction ends. False when somebody does so at this
 * moment. Never waits, because whoever registers may be waiting for an account that the caller has locked.
 */
export const tryLockIdentity = async (
  tx: Sql,
  { messenger, appScope, subject }: IdentityPath,
): Promise<boolean> => {
  const [row] = await tx.query<{ isHeld: boolean }>({
    name: 'try_lock_identity',
    text: `select pg_try_advisory_xact_lock(hashtextextended('atlas.identity.' || $1 || '.' || $2 || '.' || $3, 0)) as "isHeld"`,
    values: [messenger, appScope, subject],
  });
  return row?.isHeld ?? false;
};

/** After `lockAccount` and, for an identity that was nobody's, `tryLockIdentity`. */
export const insertIdentity = (
  tx: Sql,
  { id, accountId, messenger, appScope, subject, phoneIndex, createdAt }: IdentityRow,
) =>
  tx.query({
    name: 'insert_identity',
    text: `insert into identities (id, account_id, messenger, app_scope, subject, phone_index, created_at)
           values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [id, accountId, messenger, appScope, subject, phoneIndex, createdAt],
  });

/** Takes an identity off its account, the last one never; undefined when nothing was taken off. */
export const deleteIdentity = async (
  tx: Sql,
  { accountId, identityId }: { accountId: string; identityId: string },
): Promise<Pick<IdentityRow, 'messenger' | 'appScope'> | undefined> => {
  const [row] = await tx.query<Pick<IdentityRow, 'messenger' | 'appScope'>>({
    name: 'delete_identity',
    text: `delete from identities
           where id = $2 and account_id = $1
             and exists (select from identities other where other.account_id = $1 and other.id <> $2)
           returning messenger, app_scope as "appScope"`,
    values: [accountId, identityId],
  });
  return row;
};

/** Moves those of these identities that still are `from`'s and that nobody doubts, after the locks of both accounts. Answers which those were. */
export const moveIdentities = (
  tx: Sql,
  { ids, from, to }: { ids: readonly string[]; from: string; to: string },
): Promise<IdentityRow[]> =>
  tx.query({
    text: `update identities i set account_id = $3 where i.id = any ($1::uuid[]) and i.account_id = $2 and i.suspended_at is null
           returning ${columns}`,
    values: [ids, from, to],
  });
