import type { NotificationSettings } from '@atlas/shared/wire';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useAction } from '../../resources/use-action.ts';
import { type Resource, useResource } from '../../resources/use-resource.ts';
import type { Change } from './preferences-state.ts';

type Preferences = { resource: Resource<NotificationSettings>; choose: (change: Change) => void };

/**
 * The preferences, changed one choice at a time. A choice shows at once and is written after the one before it, because
 * each write replaces the whole. One that can't be kept goes back; the others stay, whatever is loaded meanwhile.
 */
export const usePreferences = (): Preferences => {
  const { api, bridge, resources } = useApp();
  const { t } = useTranslation();
  const { run } = useAction();
  const resource = useResource('preferences', api.getPreferences);
  const slot = resources.slot<NotificationSettings>('preferences');
  const changes = useRef<readonly Change[]>([]);
  const [shown, show] = useState(changes.current);
  const queue = useRef<Promise<unknown>>(Promise.resolve());

  const keep = (next: readonly Change[]) => {
    changes.current = next;
    show(next);
  };
  const withChanges = (settings: NotificationSettings, made: readonly Change[]) =>
    made.reduce((changed, change) => change(changed), settings);

  const choose = (change: Change) => {
    bridge.haptic('selection');
    keep([...changes.current, change]);
    const write = () =>
      run(
        async (options) => {
          const settings = slot.get();
          if (settings) slot.set(await api.setPreferences(withChanges(settings, changes.current), options));
        },
        {
          success: t('preferences.saved'),
          onFailure: () => keep(changes.current.filter((made) => made !== change)),
        },
      );
    queue.current = queue.current.then(write);
  };

  const data = resource.data && withChanges(resource.data, shown);
  return { resource: { ...resource, data }, choose };
};
