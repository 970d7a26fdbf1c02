import { createContext, type ReactNode, use, useEffect, useMemo } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { useStored } from '../settings/use-stored.ts';
import { type Dictionary, english } from './en.ts';
import { russian } from './ru.ts';
import { chinese } from './zh.ts';

export const languages = ['en', 'ru', 'zh'] as const;
export type Language = (typeof languages)[number];
const dictionaries: Record<Language, Dictionary> = { en: english, ru: russian, zh: chinese };

export type Translate = (key: keyof Dictionary, values?: Readonly<Record<string, string | number>>) => string;

type Text = {
  language: Language;
  setLanguage: (language: Language) => void;
  t: Translate;
  /** 14:05 */
  time: (at: Date) => string;
  /** 3 May, or with the year when it is another one */
  day: (at: Date) => string;
};

const fill = (text: string, values: Readonly<Record<string, string | number>> = {}) =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

const textOf = (language: Language, setLanguage: Text['setLanguage']): Text => {
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hour12: false });
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long' });
  const dayAndYear = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric' });
  return {
    language,
    setLanguage,
    t: (key, values) => fill(dictionaries[language][key], values),
    time: (at) => time.format(at),
    day: (at) => (at.getFullYear() === new Date().getFullYear() ? day : dayAndYear).format(at),
  };
};

const preferred = (): Language =>
  languages.find((language) => navigator.languages.some((one) => one.toLowerCase().startsWith(language))) ??
  'en';

const TextContext = createContext<Text>(textOf('en', () => undefined));

/** The page's own words, in the browser's language until the person picks another. */
export const TextProvider = ({ children }: { children: ReactNode }) => {
  const [language, setLanguage] = useStored<Language>('sandbox.language', languages, preferred());
  // biome-ignore lint/correctness/useExhaustiveDependencies: setting the language is the same deed in each render
  const text = useMemo(() => textOf(language, setLanguage), [language]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <TextContext value={text}>
      <I18nProvider locale={language}>{children}</I18nProvider>
    </TextContext>
  );
};

export const useText = (): Text => use(TextContext);
