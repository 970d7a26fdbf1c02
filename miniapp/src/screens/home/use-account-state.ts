import type { CallOptions } from '../../api/call.ts';
import { useApp } from '../../app-context.ts';
import { nothingKnown, type ProtectionState } from '../../protection/protection-state.ts';
import { type Resource, useResource } from '../../resources/use-resource.ts';
import type { AccountState } from './next-best-action.ts';

/** All that the home screen needs, in one go. */
export const useAccountState = (): Resource<AccountState> => {
  const { api, connection, resources } = useApp();

  /** Its code comes apart from the first load; where even that can't be had, there is no advice. */
  const findProtection = async (options: CallOptions): Promise<ProtectionState> => {
    const loader = await import('../../protection/load-protection-state.ts').catch(() => null);
    return loader ? loader.loadProtectionState(connection, resources, options) : nothingKnown;
  };
  return useResource('home', async (options) => {
    const [sessions, settings, notifications, protection] = await Promise.all([
      api.listSessions(options),
      api.getPreferences(options),
      api.listNotifications({}, options),
      findProtection(options),
    ]);
    // The screens behind it begin with what is known already.
    resources.slot('sessions').set(sessions);
    resources.slot('preferences').set(settings);
    resources.slot('notifications').set(notifications);
    return {
      sessions: sessions.items,
      preferences: settings.preferences,
      notifications: notifications.items,
      protection,
    };
  });
};
