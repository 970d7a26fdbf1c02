import type { Locale } from '@atlas/shared/wire';

const steps = [
  { unit: 'second', seconds: 1, below: 60 },
  { unit: 'minute', seconds: 60, below: 3600 },
  { unit: 'hour', seconds: 3600, below: 86_400 },
  { unit: 'day', seconds: 86_400, below: 7 * 86_400 },
] as const;

/** The person's own variant of the app's language, such as `en-GB`, where the messenger named one. */
export const localeTagOf = (locale: Locale, languageCode: string | undefined): string => {
  try {
    const [tag] = Intl.getCanonicalLocales(languageCode?.replaceAll('_', '-') ?? []);
    return tag?.split('-')[0] === locale ? tag : locale;
  } catch {
    return locale; // not a language tag
  }
};

export type Times = {
  /** "5 minutes ago"; from a week on the date. Times a little ahead of this device's clock count as now. */
  ago(iso: string): string;
  /** "21 November 2026". */
  date(iso: string): string;
  /** "21 Nov 2026, 07:15". */
  dateTime(iso: string): string;
};

/** Dates in the words of a language; `clock` gives milliseconds. */
export const createTimes = (localeTag: string, clock: () => number): Times => {
  const relative = new Intl.RelativeTimeFormat(localeTag, { numeric: 'auto' });
  const day = new Intl.DateTimeFormat(localeTag, { dateStyle: 'long' });
  const minute = new Intl.DateTimeFormat(localeTag, { dateStyle: 'medium', timeStyle: 'short' });
  const date = (iso: string) => day.format(new Date(iso));
  return {
    date,
    dateTime: (iso) => minute.format(new Date(iso)),
    ago: (iso) => {
      const seconds = Math.max(0, Math.round((clock() - Date.parse(iso)) / 1000));
      const step = steps.find(({ below }) => seconds < below);
      if (!step) return date(iso);
      if (step.unit === 'second') return relative.format(0, 'second');
      return relative.format(-Math.floor(seconds / step.seconds), step.unit);
    },
  };
};
