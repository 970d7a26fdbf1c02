import { AtlasError } from '@atlas/shared/errors';
import type { Database } from '@atlas/shared/ports';
import type { AccountProfile, NotificationPreferences, UpdateAccountBody } from '@atlas/shared/wire';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import { type ProfileRow, selectProfile, updateAccount, updatePreferences } from './queries.ts';

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
  preferences: NotificationPreferences,
  context: RequestContext,
) => Promise<void>;

/** Replaces the notification preferences as a whole. */
export const createSetPreferences =
  ({ database, eventLog }: Deps): SetPreferences =>
  async (accountId, preferences, context) => {
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      if (!(await updatePreferences(tx, accountId, preferences))) return;
      const data = { notificationPreferences: preferences };
      await eventLog.append(tx, accountId, [{ type: 'account.updated.v1', data }], context);
    });
    eventLog.wake();
  };
