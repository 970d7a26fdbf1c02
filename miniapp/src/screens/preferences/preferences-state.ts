import type { ChannelName, NotificationKind } from '@atlas/shared/wire';
import type { Change } from './use-preferences.ts';

/** A kind of messages, wanted in a place or not. */
export const wanting =
  (kind: NotificationKind, channel: ChannelName, isWanted: boolean): Change =>
  (settings) => ({
    ...settings,
    preferences: {
      ...settings.preferences,
      [kind]: { ...settings.preferences[kind], [channel]: isWanted },
    },
  });
