import type { Locale } from '@atlas/shared/wire';
import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Messages } from './messages.ts';

/** A language is loaded when it is first spoken. */
const loaders: Readonly<Record<Locale, () => Promise<Messages>>> = {
  en: async () => (await import('./en.ts')).en,
  ru: async () => (await import('./ru.ts')).ru,
  zh: async () => (await import('./zh.ts')).zh,
};

const load = async (instance: i18n, locale: Locale): Promise<void> => {
  if (instance.hasResourceBundle(locale, 'translation')) return;
  instance.addResourceBundle(locale, 'translation', await loaders[locale]());
};

/** The app's words in one language. React escapes what it shows, so i18next need not. */
export const createI18n = async (locale: Locale): Promise<i18n> => {
  const instance = createInstance();
  await instance.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    resources: { [locale]: { translation: await loaders[locale]() } },
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  return instance;
};

/** Loads a language, then speaks it. */
export const speak = async (instance: i18n, locale: Locale): Promise<void> => {
  if (instance.language === locale) return;
  await load(instance, locale);
  await instance.changeLanguage(locale);
};
