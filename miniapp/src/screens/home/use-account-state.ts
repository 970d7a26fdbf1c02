import { useApp } from '../../app-context.ts';
import { type Resource, useResource } from '../../resources/use-resource.ts';
import type { AccountState } from './next-best-action.ts';

/** All that the home screen needs, in one go. */
export const useAccountState = (): Resource<AccountState> => {
  const { api, resources } = useApp();
  return useResource('home', async (options) => {
    const [sessions, preferences, notifications] = await Promise.all([
      api.listSessions(options),
      api.getPreferences(options),
      api.listNotifications({}, options),
    ]);
    // The screens behind it begin with what is known already.
    resources.slot('sessions').set(sessions);
    resources.slot('preferences').set(preferences);
    resources.slot('notifications').set(notifications);
    return { sessions: sessions.items, preferences, notifications: notifications.items };
  });
};
