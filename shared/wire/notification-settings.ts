import { z } from 'zod';
import { NotificationPreferences } from './notifications.ts';

/** A time on the person's own clock. */
export const LocalTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time from 00:00 to 23:59')
  .meta({ id: 'LocalTime', description: 'On the person’s own clock, `22:00`.' });
export type LocalTime = z.output<typeof LocalTime>;

/** From one time of day to another, over midnight where `to` is the earlier one. */
export const QuietHours = z
  .strictObject({ from: LocalTime, to: LocalTime })
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'must differ from the beginning' })
  .meta({
    id: 'QuietHours',
    description: 'Nothing is sent in these hours but security messages, codes and the welcome.',
  });
export type QuietHours = z.output<typeof QuietHours>;

/** Kinds that can wait to be told together, once a day. */
export const digestKinds = ['achievements', 'broadcast'] as const;
export const DigestKind = z.enum(digestKinds).meta({ id: 'DigestKind' });
export type DigestKind = z.output<typeof DigestKind>;

export const DigestChoice = z
  .strictObject({
    kinds: z
      .array(DigestKind)
      .min(1)
      .refine((kinds) => new Set(kinds).size === kinds.length, 'must name each kind once'),
    at: LocalTime,
  })
  .meta({ id: 'DigestChoice', description: 'These kinds are told together, once a day at this time.' });
export type DigestChoice = z.output<typeof DigestChoice>;

const isTimeZone = (name: string): boolean => {
  // Offsets are zones to Intl as well, but know nothing of summer time.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
};

const timeZoneNote = 'IANA, for instance `Europe/Moscow`; null: not known, UTC is taken.';

/**
 * When a person wants to be written to, as answered and as events carry it. Whoever reads it may know fewer time zones
 * than whoever wrote it, so here any name passes.
 */
export const NotificationSchedule = z
  .object({
    timeZone: z.string().nullable().meta({ description: timeZoneNote }),
    quietHours: QuietHours.nullable(),
    digest: DigestChoice.nullable(),
  })
  .meta({ id: 'NotificationSchedule' });
export type NotificationSchedule = z.output<typeof NotificationSchedule>;

/** What holds for who never chose. */
export const noSchedule: NotificationSchedule = { timeZone: null, quietHours: null, digest: null };

/** Body of `PUT /v1/notification-preferences`: the preferences as a whole; of the rest, what is absent stays as it is. */
export const NotificationPreferencesBody = z
  .strictObject({
    preferences: NotificationPreferences,
    timeZone: z
      .string()
      .max(64)
      .refine(isTimeZone, 'is no IANA time zone')
      .nullable()
      .optional()
      .meta({ description: timeZoneNote }),
    quietHours: QuietHours.nullable().optional(),
    digest: DigestChoice.nullable().optional(),
  })
  .meta({ id: 'NotificationPreferencesBody' });
export type NotificationPreferencesBody = z.output<typeof NotificationPreferencesBody>;

/** Answer of `GET` and `PUT /v1/notification-preferences`: always whole. */
export const NotificationSettings = NotificationSchedule.extend({
  preferences: NotificationPreferences,
}).meta({ id: 'NotificationSettings' });
export type NotificationSettings = z.output<typeof NotificationSettings>;
