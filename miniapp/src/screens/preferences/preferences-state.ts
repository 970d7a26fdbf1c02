import type { ChannelName, NotificationKind, NotificationPreferences } from '@atlas/shared/wire';

/** What is not named is wanted. */
export const isWanted = (
  preferences: NotificationPreferences,
  kind: NotificationKind,
  channel: ChannelName,
): boolean => preferences[kind]?.[channel] ?? true;

/** The preferences as a whole, with one choice changed. */
export const withChoice = (
  preferences: NotificationPreferences,
  kind: NotificationKind,
  channel: ChannelName,
  wanted: boolean,
): NotificationPreferences => ({ ...preferences, [kind]: { ...preferences[kind], [channel]: wanted } });
