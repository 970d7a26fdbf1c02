import type { ChannelName, NotificationKind, NotificationPreferences } from '@atlas/shared/wire';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useAction } from '../../resources/use-action.ts';
import { useResource } from '../../resources/use-resource.ts';
import { withChoice } from './preferences-state.ts';

/**
 * The preferences, changed one switch at a time. A choice shows at once and is written after the one before it,
 * because each write replaces the whole. A choice that can't be kept goes back; later ones stay.
 */
export const usePreferences = () => {
  const { api, bridge, resources } = useApp();
  const { t } = useTranslation();
  const { run } = useAction();
  const resource = useResource('preferences', api.getPreferences);
  const shown = resources.slot<NotificationPreferences>('preferences');
  const queue = useRef<Promise<unknown>>(Promise.resolve());

  const show = (kind: NotificationKind, channel: ChannelName, wanted: boolean) =>
    shown.set(withChoice(shown.get() ?? {}, kind, channel, wanted));

  const choose = (kind: NotificationKind, channel: ChannelName, wanted: boolean) => {
    bridge.haptic('selection');
    show(kind, channel, wanted);
    const write = () =>
      run(async (options) => void (await api.setPreferences(shown.get() ?? {}, options)), {
        success: t('preferences.saved'),
        onFailure: () => show(kind, channel, !wanted),
      });
    queue.current = queue.current.then(write);
  };
  return { resource, choose };
};
