import { type Locale, nearestLocale } from '@atlas/shared/wire';
import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type {
  BrowserMessages,
  MergeMessages,
  Messages,
  ProtectionMessages,
  ScreenMessages,
} from './messages.ts';

/** Words by when they are needed, and the namespace that they join. */
const parts = {
  launch: {
    namespace: 'translation',
    en: async () => (await import('./en.ts')).en,
    ru: async () => (await import('./ru.ts')).ru,
    zh: async () => (await import('./zh.ts')).zh,
  },
  browser: {
    namespace: 'translation',
    en: async () => (await import('./browser/en.ts')).en,
    ru: async () => (await import('./browser/ru.ts')).ru,
    zh: async () => (await import('./browser/zh.ts')).zh,
  },
  screens: {
    namespace: 'translation',
    en: async () => (await import('./screens/en.ts')).en,
    ru: async () => (await import('./screens/ru.ts')).ru,
    zh: async () => (await import('./screens/zh.ts')).zh,
  },
  protection: {
    namespace: 'protection',
    en: async () => (await import('./protection/en.ts')).en,
    ru: async () => (await import('./protection/ru.ts')).ru,
    zh: async () => (await import('./protection/zh.ts')).zh,
  },
  merges: {
    namespace: 'merges',
    en: async () => (await import('./merges/en.ts')).en,
    ru: async () => (await import('./merges/ru.ts')).ru,
    zh: async () => (await import('./merges/zh.ts')).zh,
  },
} as const satisfies Record<
  string,
  { namespace: string } & Readonly<
    Record<
      Locale,
      () => Promise<Messages | BrowserMessages | ScreenMessages | ProtectionMessages | MergeMessages>
    >
  >
>;
export type Part = keyof typeof parts;

type Known = {
  /** What has been asked for, and is loaded with each language from then on. */
  wanted: Set<Part>;
  loaded: Set<`${Locale} ${Part}`>;
};
const knownTo = new WeakMap<i18n, Known>();
const knownOf = (instance: i18n): Known => {
  const known = knownTo.get(instance) ?? { wanted: new Set<Part>(['launch']), loaded: new Set() };
  knownTo.set(instance, known);
  return known;
};

const load = async (instance: i18n, locale: Locale, part: Part): Promise<void> => {
  const { loaded } = knownOf(instance);
  if (loaded.has(`${locale} ${part}`)) return;
  const words = await parts[part][locale]();
  instance.addResourceBundle(locale, parts[part].namespace, words, true);
  loaded.add(`${locale} ${part}`);
};

/** Has more words at hand, in the language that is spoken and in each that will be. */
export const loadWords = async (instance: i18n, part: Part): Promise<void> => {
  knownOf(instance).wanted.add(part);
  let loadedFor: string | undefined;
  while (loadedFor !== instance.language) {
    loadedFor = instance.language;
    await load(instance, nearestLocale(loadedFor), part);
  }
};

/** The app's words in one language. React escapes what it shows, so i18next need not. */
export const createI18n = async (locale: Locale): Promise<i18n> => {
  const instance = createInstance();
  await instance.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await load(instance, locale, 'launch');
  return instance;
};

/** Loads a language, then speaks it. */
export const speak = async (instance: i18n, locale: Locale): Promise<void> => {
  const { wanted, loaded } = knownOf(instance);
  const missing = () => [...wanted].filter((part) => !loaded.has(`${locale} ${part}`));
  if (instance.language === locale) return;
  // More may be asked for in the meantime.
  while (missing().length > 0) await Promise.all(missing().map((part) => load(instance, locale, part)));
  await instance.changeLanguage(locale);
};
