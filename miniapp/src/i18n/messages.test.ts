import { locales } from '@atlas/shared/wire';
import { describe, expect, it } from 'vitest';
import * as browserEn from './browser/en.ts';
import * as browserRu from './browser/ru.ts';
import * as browserZh from './browser/zh.ts';
import { en } from './en.ts';
import * as mergesEn from './merges/en.ts';
import * as mergesRu from './merges/ru.ts';
import * as mergesZh from './merges/zh.ts';
import * as protectionEn from './protection/en.ts';
import * as protectionRu from './protection/ru.ts';
import * as protectionZh from './protection/zh.ts';
import { ru } from './ru.ts';
import * as screensEn from './screens/en.ts';
import * as screensRu from './screens/ru.ts';
import * as screensZh from './screens/zh.ts';
import { zh } from './zh.ts';

const words = {
  launch: { en, ru, zh },
  browser: { en: browserEn.en, ru: browserRu.ru, zh: browserZh.zh },
  screens: { en: screensEn.en, ru: screensRu.ru, zh: screensZh.zh },
  merges: { en: mergesEn.en, ru: mergesRu.ru, zh: mergesZh.zh },
  protection: { en: protectionEn.en, ru: protectionRu.ru, zh: protectionZh.zh },
};
const cases = (['launch', 'browser', 'screens', 'merges', 'protection'] as const).flatMap((part) =>
  locales.map((locale) => [part, locale] as const),
);

const flatten = (node: object, path = ''): [string, string][] =>
  Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : flatten(value, `${path}${key}.`),
  );

const suffix = /_(zero|one|two|few|many|other)$/;
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
const baseOf = (key: string) => key.replace(suffix, '');

describe.each(cases)('%s messages in %s', (part, locale) => {
  const messages = flatten(words[part][locale]);

  it('say something everywhere', () => {
    for (const [key, text] of messages)
      expect([key, text.trim()]).toEqual([key, expect.stringMatching(/\S/)]);
  });

  it('have for each plural just the forms that the language counts by', () => {
    const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories.toSorted();
    const plurals = new Set(messages.filter(([key]) => suffix.test(key)).map(([key]) => baseOf(key)));
    if (part === 'screens' || part === 'protection') expect(plurals.size).toBeGreaterThan(0);
    for (const base of plurals) {
      const found = messages
        .filter(([key]) => suffix.test(key) && baseOf(key) === base)
        .map(([key]) => suffix.exec(key)?.[1])
        .sort();
      expect([base, found]).toEqual([base, forms]);
    }
  });

  it('fill in the same things as the English ones', () => {
    const english = new Map(flatten(words[part].en).map(([key, text]) => [baseOf(key), placeholders(text)]));
    for (const [key, text] of messages)
      expect([key, placeholders(text)]).toEqual([key, english.get(baseOf(key))]);
  });
});
