import type { Locale } from '@atlas/shared/wire';
import { IntlMessageFormat } from 'intl-messageformat';
import type { Text } from './reply.ts';
import { texts } from './texts/index.ts';

/** A piece of a localised text. Renderers escape the string for their markup; nothing in it is markup. */
export type Span = string | { strong: string };

export type Localise = (locale: Locale, text: Text) => Span[];

/** A server knows nobody's time zone; dates are days in UTC. */
const formats = {
  date: {
    day: { dateStyle: 'medium', timeZone: 'UTC' },
    fullDay: { dateStyle: 'long', timeZone: 'UTC' },
    moment: {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZone: 'UTC',
      timeZoneName: 'short',
    },
  },
} as const;

/** Puts texts into words; each is parsed once, when it is first said. */
export const createLocalise = (): Localise => {
  const parsed = new Map<string, IntlMessageFormat>();
  const messageOf = (locale: Locale, key: Text['key']): IntlMessageFormat => {
    const id = `${locale} ${key}`;
    const message = parsed.get(id) ?? new IntlMessageFormat(texts[locale][key], locale, formats);
    parsed.set(id, message);
    return message;
  };
  return (locale, { key, values = {} }) => {
    const strong = (chunks: unknown[]): Span => ({ strong: chunks.join('') });
    const said = messageOf(locale, key).format<Span>({ ...values, strong });
    return (Array.isArray(said) ? said : [said]).map((span) =>
      typeof span === 'object' ? span : String(span),
    );
  };
};

/** A localised text without its markup: for labels, notices and command descriptions. */
export const plain = (spans: readonly Span[]): string =>
  spans.map((span) => (typeof span === 'string' ? span : span.strong)).join('');
