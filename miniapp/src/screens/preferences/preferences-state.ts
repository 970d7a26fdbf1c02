import type {
  ChannelName,
  DigestKind,
  NotificationKind,
  NotificationSettings,
  QuietHours,
} from '@atlas/shared/wire';

/** One choice, whatever else is chosen; made twice, it is made once. */
export type Change = (settings: NotificationSettings) => NotificationSettings;

/** What is begun with, until the person says otherwise. */
const usualQuietHours: QuietHours = { from: '22:00', to: '08:00' };
const usualDigestTime = '18:00';

/** Hours mean nothing without a zone: where none is known, it is the device's. */
const withZone = (settings: NotificationSettings, deviceZone: string): NotificationSettings => ({
  ...settings,
  timeZone: settings.timeZone ?? deviceZone,
});

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

/** A kind, told in the daily summary or by itself. The last one taken out ends the summary. */
export const collecting =
  (kind: DigestKind, isCollected: boolean, deviceZone: string): Change =>
  (settings) => {
    const others = (settings.digest?.kinds ?? []).filter((other) => other !== kind);
    const kinds = isCollected ? [...others, kind] : others;
    const at = settings.digest?.at ?? usualDigestTime;
    return withZone({ ...settings, digest: kinds.length > 0 ? { kinds, at } : null }, deviceZone);
  };

export const summaryAt =
  (at: string): Change =>
  (settings) => ({ ...settings, digest: settings.digest && { ...settings.digest, at } });

export const keepingQuiet =
  (isQuiet: boolean, deviceZone: string): Change =>
  (settings) =>
    withZone(
      { ...settings, quietHours: isQuiet ? (settings.quietHours ?? usualQuietHours) : null },
      deviceZone,
    );

export const quietAt =
  (change: Partial<QuietHours>): Change =>
  (settings) => ({ ...settings, quietHours: settings.quietHours && { ...settings.quietHours, ...change } });

export const inZone =
  (timeZone: string): Change =>
  (settings) => ({ ...settings, timeZone });
