import type { LocalTime, QuietHours } from '@atlas/shared/wire';

const known = new Map<string, string>();

/** The zone itself where this process knows it, else UTC: a message at an odd hour is better than none. */
const zoneOf = (name: string | null): string => {
  if (name === null) return 'UTC';
  const found = known.get(name);
  if (found) return found;
  let zone = 'UTC';
  try {
    zone = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    // Newer than this process, or none.
  }
  known.set(name, zone);
  return zone;
};

const dateAt = (at: Date, zone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate();

/** A time that a change to summer time leaves out is the one as much later. [Temporal, `compatible`] */
const instantOf = (date: Temporal.PlainDate, time: LocalTime, zone: string): Date =>
  new Date(date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds);

/** The quiet hours of the days around, as moments. */
const periodsAround = (now: Date, { from, to }: QuietHours, timeZone: string | null) => {
  const zone = zoneOf(timeZone);
  const today = dateAt(now, zone);
  return [-1, 0, 1, 2].map((days) => {
    const date = today.add({ days });
    const end = to > from ? date : date.add({ days: 1 });
    return { from: instantOf(date, from, zone), to: instantOf(end, to, zone) };
  });
};

/** The end of the quiet hours that hold now; null when none do. */
export const quietUntil = (now: Date, quietHours: QuietHours, timeZone: string | null): Date | null =>
  periodsAround(now, quietHours, timeZone).find(({ from, to }) => from <= now && now < to)?.to ?? null;

/** When the next quiet hours begin. */
export const quietFrom = (now: Date, quietHours: QuietHours, timeZone: string | null): Date | null =>
  periodsAround(now, quietHours, timeZone).find(({ from }) => from > now)?.from ?? null;

/** The next moment after now at which the person's clock shows this. */
export const nextAt = (now: Date, time: LocalTime, timeZone: string | null): Date => {
  const zone = zoneOf(timeZone);
  const today = dateAt(now, zone);
  const moments = [0, 1, 2].map((days) => instantOf(today.add({ days }), time, zone));
  return moments.find((moment) => moment > now) ?? now;
};
