import { type Locale, nearestLocale } from '@atlas/shared/wire';
import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Messages, ProtectionMessages } from './messages.ts';

/** Words by when they are needed: at every launch, or with the screens that are about linking and protection. */
const loaders = {
  translation: {
    en: async () => (await import('./en.ts')).en,
    ru: async () => (await import('./ru.ts')).ru,
    zh: async () => (await import('./zh.ts')).zh,
  },
  protection: {
    en: async () => (await import('./protection/en.ts')).en,
    ru: async () => (await import('./protection/ru.ts')).ru,
    zh: async () => (await import('./protection/zh.ts')).zh,
  },
} as const satisfies {
  translation: Readonly<Record<Locale, () => Promise<Messages>>>;
  protection: Readonly<Record<Locale, () => Promise<ProtectionMessages>>>;
};
type Words = keyof typeof loaders;

const load = async (instance: i18n, locale: Locale, words: Words): Promise<void> => {
  if (instance.hasResourceBundle(locale, words)) return;
  instance.addResourceBundle(locale, words, await loaders[words][locale]());
};

/** What has been asked for, and is loaded with each language from then on. */
const wanted = new WeakMap<i18n, Set<Words>>();
const wantedOf = (instance: i18n): Set<Words> => {
  const words = wanted.get(instance) ?? new Set<Words>(['translation']);
  wanted.set(instance, words);
  return words;
};

/** Has more words at hand, in the language that is spoken and in each that will be. */
export const loadWords = async (instance: i18n, words: Words): Promise<void> => {
  wantedOf(instance).add(words);
  let loaded: string | undefined;
  while (loaded !== instance.language) {
    loaded = instance.language;
    await load(instance, nearestLocale(loaded), words);
  }
};

/** The app's words in one language. React escapes what it shows, so i18next need not. */
export const createI18n = async (locale: Locale): Promise<i18n> => {
  const instance = createInstance();
  await instance.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    resources: { [locale]: { translation: await loaders.translation[locale]() } },
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  return instance;
};

/** Loads a language, then speaks it. */
export const speak = async (instance: i18n, locale: Locale): Promise<void> => {
  const missing = () => [...wantedOf(instance)].filter((words) => !instance.hasResourceBundle(locale, words));
  if (instance.language === locale) return;
  // More may be asked for in the meantime.
  while (missing().length > 0) await Promise.all(missing().map((words) => load(instance, locale, words)));
  await instance.changeLanguage(locale);
};
