import type { Sql } from '@atlas/shared/ports';
import type { Projection } from '../rebuild/index.ts';

const readAccounts = (sql: Sql, accountIds: readonly string[]) =>
  sql.query<{ id: string; accountId: string }>({
    text: `select id, id as "accountId", display_name, locale, notification_preferences, notification_schedule, created_at
           from accounts where id = any ($1::uuid[])`,
    values: [accountIds],
  });

const readIdentities = (sql: Sql, accountIds: readonly string[]) =>
  sql.query<{ id: string; accountId: string }>({
    text: `select id, account_id as "accountId", messenger, app_scope, subject, created_at,
             suspended_at is not null as suspended
           from identities where account_id = any ($1::uuid[])`,
    values: [accountIds],
  });

/** Accounts and identities as their events tell them. */
export const accountProjections: readonly Projection[] = [
  {
    table: 'accounts',
    personal: ['display_name', 'notification_schedule'],
    read: readAccounts,
    evolve: (rows, { type, at, accountId, data }) => {
      if (type === 'user.registered.v1') {
        rows.set(accountId, {
          display_name: data.displayName,
          locale: data.locale,
          notification_preferences: {},
          notification_schedule: {},
          created_at: at,
        });
      }
      if (type === 'account.updated.v1') {
        const { displayName, locale, notificationPreferences, notificationSchedule } = data;
        rows.set(accountId, {
          ...rows.get(accountId),
          ...(displayName === undefined ? {} : { display_name: displayName }),
          ...(locale === undefined ? {} : { locale }),
          ...(notificationPreferences === undefined
            ? {}
            : { notification_preferences: notificationPreferences }),
          ...(notificationSchedule === undefined ? {} : { notification_schedule: notificationSchedule }),
        });
      }
      if (type === 'account.deleted.v1') rows.clear();
    },
  },
  {
    table: 'identities',
    personal: ['subject'],
    read: readIdentities,
    evolve: (rows, { type, at, data }) => {
      if (type === 'user.registered.v1') {
        const { identityId, messenger, appScope, chatId } = data;
        rows.set(identityId, {
          messenger,
          app_scope: appScope,
          subject: chatId,
          created_at: at,
          suspended: false,
        });
      }
      if (type === 'identity.connected.v1') {
        const { identityId, messenger, appScope, chatId, linkedAt } = data;
        rows.set(identityId, {
          messenger,
          app_scope: appScope,
          subject: chatId,
          created_at: linkedAt,
          suspended: false,
        });
      }
      if (type === 'identity.suspended.v1')
        rows.set(data.identityId, { ...rows.get(data.identityId), suspended: true });
      if (type === 'identity.reinstated.v1')
        rows.set(data.identityId, { ...rows.get(data.identityId), subject: data.chatId, suspended: false });
      if (type === 'identity.removed.v1') rows.delete(data.identityId);
      if (type === 'account.deleted.v1') rows.clear();
    },
  },
];
