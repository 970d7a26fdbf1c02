import { isDeepStrictEqual } from 'node:util';
import { AtlasError } from '@atlas/shared/errors';
import type { Database } from '@atlas/shared/ports';
import type {
  AccountProfile,
  NotificationPreferencesBody,
  NotificationSettings,
  UpdateAccountBody,
} from '@atlas/shared/wire';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import { type ProfileRow, selectProfile, selectSettings, updateAccount, updateSettings } from './queries.ts';

type Deps = { database: Database; eventLog: EventLog };

/** The profile that joined rows tell; null for none. */
export const toProfile = (rows: readonly ProfileRow[]): AccountProfile | null => {
  const [first] = rows;
  if (!first) return null;
  return {
    id: first.id,
    displayName: first.displayName,
    locale: first.locale,
    createdAt: first.createdAt.toISOString(),
    identities: rows.map(({ identityId, messenger, linkedAt }) => ({
      id: identityId,
      messenger,
      linkedAt: linkedAt.toISOString(),
    })),
  };
};

export type UpdateAccount = (
  accountId: string,
  changes: UpdateAccountBody,
  context: RequestContext,
) => Promise<AccountProfile>;

/** Changes name or language. Saying again what already holds writes nothing. @throws AtlasError `account_not_found` */
export const createUpdateAccount =
  ({ database, eventLog }: Deps): UpdateAccount =>
  async (accountId, changes, context) => {
    const profile = await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      if (await updateAccount(tx, accountId, changes)) {
        await eventLog.append(tx, accountId, [{ type: 'account.updated.v1', data: changes }], context);
      }
      return toProfile(await selectProfile(tx, accountId));
    });
    if (!profile) throw new AtlasError('account_not_found');
    eventLog.wake();
    return profile;
  };

export type SetPreferences = (
  accountId: string,
  body: NotificationPreferencesBody,
  context: RequestContext,
) => Promise<NotificationSettings>;

/** The part of an event that says what changed, or nothing. */
const changed = <Name extends string, Value>(name: Name, before: Value, after: Value) =>
  (isDeepStrictEqual(before, after) ? {} : { [name]: after }) as { [Key in Name]?: Value };

/**
 * Replaces the preferences as a whole, and of the schedule what is given. Saying again what already holds writes
 * nothing. @throws AtlasError `account_not_found`
 */
export const createSetPreferences =
  ({ database, eventLog }: Deps): SetPreferences =>
  async (accountId, { preferences, ...given }, context) => {
    const settings = await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const before = await selectSettings(tx, accountId);
      if (!before) throw new AtlasError('account_not_found');
      const { preferences: oldPreferences, ...oldSchedule } = before;
      const schedule = { ...oldSchedule, ...given };
      const data = {
        ...changed('notificationPreferences', oldPreferences, preferences),
        ...changed('notificationSchedule', oldSchedule, schedule),
      };
      if (Object.keys(data).length > 0) {
        await updateSettings(tx, accountId, {
          preferences: data.notificationPreferences,
          schedule: data.notificationSchedule,
        });
        await eventLog.append(tx, accountId, [{ type: 'account.updated.v1', data }], context);
      }
      return { ...schedule, preferences };
    });
    eventLog.wake();
    return settings;
  };
