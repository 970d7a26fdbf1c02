import { z } from 'zod';

/** The languages Atlas speaks. Anything else falls back by BCP 47 prefix, then to `en`. */
export const locales = ['en', 'ru', 'zh'] as const;
export const Locale = z
  .enum(locales)
  .meta({ id: 'Locale', description: 'Language Atlas writes to the person in.' });
export type Locale = z.output<typeof Locale>;

/** The tag in its canonical form (`cmn-Hans` is `zh-Hans`), or as it is where it has none. */
const canonicalTag = (tag: string): string => {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0] ?? tag;
  } catch {
    return tag;
  }
};

/**
 * The nearest language Atlas speaks to a BCP 47 tag: cut from its end until one fits, `zh-Hant-TW` → `zh-Hant` → `zh`;
 * `en` when none does. [RFC 4647, 3.4]
 */
export const nearestLocale = (tag: string | undefined): Locale => {
  const subtags = canonicalTag(tag ?? '')
    .toLowerCase()
    .split('-');
  for (let length = subtags.length; length > 0; length -= 1) {
    const found = locales.find((locale) => locale === subtags.slice(0, length).join('-'));
    if (found) return found;
  }
  return 'en';
};

export const messengers = ['telegram', 'whatsapp', 'wechat'] as const;
export const Messenger = z.enum(messengers).meta({ id: 'Messenger' });
export type Messenger = z.output<typeof Messenger>;

export const Timestamp = z.iso.datetime().meta({ description: 'RFC 3339, UTC.' });

/** RFC 9457, with Atlas's stable `code`, the request id and what else the code names. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    code: z.string().meta({ description: 'Stable; the list is in docs/api.md.' }),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    retryAfterSeconds: z.number().optional(),
    dependency: z.string().optional(),
    confirmationId: z.uuid().optional(),
    attemptsLeft: z.int().optional(),
    acrValues: z.string().optional().meta({ description: 'RFC 9470: the level that is asked for.' }),
    maxAge: z
      .int()
      .optional()
      .meta({ description: 'RFC 9470: seconds since that level was proved, at the most.' }),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof Problem>;

/** A page of a list: `nextCursor` is null on the last one. */
export const pageOf = <T extends z.ZodType>(item: T, id: string) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() }).meta({ id });

export const PageQuery = z.object({
  cursor: z.string().max(512).optional().meta({ description: 'nextCursor of the page before.' }),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type PageQuery = z.output<typeof PageQuery>;
