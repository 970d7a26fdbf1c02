import { AtlasError } from '@atlas/shared/errors';
import type { Sql } from '@atlas/shared/ports';
import {
  type Locale,
  type Messenger,
  type NotificationPreferences,
  type NotificationSchedule,
  type NotificationSettings,
  noSchedule,
} from '@atlas/shared/wire';

/** An account joined with one of its identities; one row for each, oldest identity first. */
export type ProfileRow = {
  id: string;
  displayName: string;
  locale: Locale;
  createdAt: Date;
  identityId: string;
  messenger: Messenger;
  linkedAt: Date;
};

const profileColumns = `a.id, a.display_name as "displayName", a.locale, a.created_at as "createdAt",
  i.id as "identityId", i.messenger, i.created_at as "linkedAt"`;

/** The profiles behind live sessions, by session id, in one round trip; nothing for a session that has ended. */
export const selectProfilesOfSessions = async (
  sql: Sql,
  sessionIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, ProfileRow[]>> => {
  const rows = await sql.query<ProfileRow & { sessionId: string }>({
    name: 'select_profiles_of_sessions',
    text: `select s.id as "sessionId", ${profileColumns}
           from sessions s join accounts a on a.id = s.account_id join identities i on i.account_id = a.id
           where s.id = any ($1::uuid[]) and s.revoked_at is null and s.expires_at > $2 and not s.confined
           order by i.created_at`,
    values: [sessionIds, now.toISOString()],
  });
  return Map.groupBy(rows, ({ sessionId }) => sessionId);
};

export const selectProfile = (sql: Sql, accountId: string): Promise<ProfileRow[]> =>
  sql.query({
    name: 'select_profile',
    text: `select ${profileColumns} from accounts a join identities i on i.account_id = a.id
           where a.id = $1 order by i.created_at`,
    values: [accountId],
  });

export const selectAccountIdOfIdentity = async (
  sql: Sql,
  { messenger, appScope, subject }: { messenger: Messenger; appScope: string; subject: string },
): Promise<string | undefined> => {
  const [row] = await sql.query<{ accountId: string }>({
    name: 'select_account_of_identity',
    text: `select account_id as "accountId" from identities where messenger = $1 and app_scope = $2 and subject = $3`,
    values: [messenger, appScope, subject],
  });
  return row?.accountId;
};

/**
 * Whose account a bot may act on for this identity.
 * @throws AtlasError `account_not_found`; `identity_suspended` while it is doubted who they are
 */
export const getTrustedAccountId = async (
  sql: Sql,
  { messenger, appScope, subject }: { messenger: Messenger; appScope: string; subject: string },
): Promise<string> => {
  const [row] = await sql.query<{ accountId: string; isSuspended: boolean }>({
    name: 'select_trusted_account_of_identity',
    text: `select account_id as "accountId", suspended_at is not null as "isSuspended" from identities
           where messenger = $1 and app_scope = $2 and (subject = $3 or successor = $3)
           order by subject = $3 desc limit 1`,
    values: [messenger, appScope, subject],
  });
  if (!row) throw new AtlasError('account_not_found');
  if (row.isSuspended) throw new AtlasError('identity_suspended');
  return row.accountId;
};

/** Nobody registers this identity meanwhile. */
export const lockIdentity = (
  tx: Sql,
  { messenger, appScope, subject }: { messenger: Messenger; appScope: string; subject: string },
) =>
  tx.query({
    name: 'lock_identity',
    text: `select pg_advisory_xact_lock(hashtextextended('atlas.identity.' || $1 || '.' || $2 || '.' || $3, 0))`,
    values: [messenger, appScope, subject],
  });

/** Writes only what differs, and answers which fields that were. */
export const updateAccount = async (
  tx: Sql,
  accountId: string,
  changes: { displayName?: string; locale?: Locale },
): Promise<boolean> => {
  const rows = await tx.query({
    text: `update accounts set display_name = coalesce($2, display_name), locale = coalesce($3, locale)
           where id = $1 and (display_name, locale) is distinct from (coalesce($2, display_name), coalesce($3, locale))
           returning id`,
    values: [accountId, changes.displayName ?? null, changes.locale ?? null],
  });
  return rows.length > 0;
};

type SettingsRow = { preferences: NotificationPreferences; schedule: Partial<NotificationSchedule> };

const toSettings = ({ preferences, schedule }: SettingsRow): NotificationSettings => ({
  ...noSchedule,
  ...schedule,
  preferences,
});

export const selectSettings = async (
  sql: Sql,
  accountId: string,
): Promise<NotificationSettings | undefined> => {
  const [row] = await sql.query<SettingsRow>({
    text: `select notification_preferences as preferences, notification_schedule as schedule from accounts where id = $1`,
    values: [accountId],
  });
  return row && toSettings(row);
};

/** What is absent stays as it is. */
export const updateSettings = (
  tx: Sql,
  accountId: string,
  { preferences, schedule }: { preferences?: NotificationPreferences; schedule?: NotificationSchedule },
) =>
  tx.query({
    text: `update accounts set notification_preferences = coalesce($2, notification_preferences),
             notification_schedule = coalesce($3, notification_schedule)
           where id = $1`,
    values: [
      accountId,
      preferences ? JSON.stringify(preferences) : null,
      schedule ? JSON.stringify(schedule) : null,
    ],
  });
