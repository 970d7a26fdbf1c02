import { AtlasError } from '@atlas/shared/errors';
import { createLookUp } from '@atlas/shared/look-up';
import type { Clock, Database } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import {
  AccountProfile,
  HistoryPage,
  NotificationPreferencesBody,
  NotificationSettings,
  noSchedule,
  PageQuery,
  UpdateAccountBody,
} from '@atlas/shared/wire';
import { z } from 'zod';
import { readHistory } from '../event-log/index.ts';
import { decodeCursor, defineRoute, type Route, toPage } from '../http/index.ts';
import { selectProfilesOfSessions, selectSettings } from './queries.ts';
import { type SetPreferences, toProfile, type UpdateAccount } from './update-account.ts';

type Deps = {
  database: Database;
  clock: Clock;
  vault: Vault;
  updateAccount: UpdateAccount;
  setPreferences: SetPreferences;
};

const tag = 'Account';
const HistoryPlace = z.tuple([z.int().positive()]);

/** The account holder's own profile, preferences and history. */
export const accountRoutes = ({ database, clock, vault, updateAccount, setPreferences }: Deps): Route[] => {
  const lookUpProfile = createLookUp((sessionIds) => selectProfilesOfSessions(database, sessionIds, clock()));
  return [
    defineRoute({
      method: 'get',
      path: '/v1/account',
      operationId: 'getAccount',
      summary: 'My account',
      tag,
      policy: 'session',
      checksSessionItself: true,
      limit: 'byNetwork',
      answer: {
        status: 200,
        schema: AccountProfile,
        description: 'Profile and the identities that sign in to it.',
      },
      refusals: [],
      handle: async ({ caller }) => {
        const profile = toProfile((await lookUpProfile(caller.sessionId)) ?? []);
        if (profile?.id !== caller.accountId) throw new AtlasError('invalid_token');
        return profile;
      },
    }),
    defineRoute({
      method: 'patch',
      path: '/v1/account',
      operationId: 'updateAccount',
      summary: 'Change my name or language',
      tag,
      policy: 'session',
      limit: 'byNetwork',
      body: UpdateAccountBody,
      answer: { status: 200, schema: AccountProfile, description: 'The profile as it is now.' },
      refusals: [],
      handle: ({ caller, body, context }) => updateAccount(caller.accountId, body, context),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/account/history',
      operationId: 'getAccountHistory',
      summary: 'What happened to my account, newest first',
      tag,
      policy: 'session',
      limit: 'byNetwork',
      query: PageQuery,
      answer: { status: 200, schema: HistoryPage, description: 'The account’s own events.' },
      refusals: ['cursor_invalid'],
      handle: async ({ caller, query: { cursor, limit } }) => {
        const [before] = cursor ? decodeCursor(HistoryPlace, cursor) : [undefined];
        const events = await readHistory(database, vault, caller.accountId, { before, limit: limit + 1 });
        return toPage(
          events,
          limit,
          ({ id, type, time, data }) => ({ id, type, time, data }),
          ({ sequence }) => [sequence],
        );
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/notification-preferences',
      operationId: 'getNotificationPreferences',
      summary: 'What Atlas may write to me, and where',
      tag: 'Notifications',
      policy: 'session',
      limit: 'byNetwork',
      answer: {
        status: 200,
        schema: NotificationSettings,
        description: 'In the messenger what is not named is wanted; by e-mail it is not.',
      },
      refusals: [],
      handle: async ({ caller }) =>
        (await selectSettings(database, caller.accountId)) ?? { ...noSchedule, preferences: {} },
    }),
    defineRoute({
      method: 'put',
      path: '/v1/notification-preferences',
      operationId: 'setNotificationPreferences',
      summary: 'Replace my notification preferences; quiet hours, time zone and summary where given',
      tag: 'Notifications',
      policy: 'session',
      limit: 'byNetwork',
      body: NotificationPreferencesBody,
      answer: {
        status: 200,
        schema: NotificationSettings,
        description: 'The preferences as they are now.',
      },
      refusals: [],
      handle: ({ caller, body, context }) => setPreferences(caller.accountId, body, context),
    }),
  ];
};
