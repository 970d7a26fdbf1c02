import { locales } from '@atlas/shared/wire';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { createLocalise, plain, type TextKey, texts } from './index.ts';

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

/** Every placeholder and tag of a message, wherever it is nested. */
const holesOf = (elements: readonly Element[]): string[] =>
  elements.flatMap((element) => {
    if ('children' in element) return [`<${element.value}>`, ...holesOf(element.children)];
    if ('options' in element) {
      return [element.value, ...Object.values(element.options).flatMap(({ value }) => holesOf(value))];
    }
    const isText = element.type === 0;
    return isText || !('value' in element) ? [] : [element.value];
  });
const holes = (message: string) =>
  [...new Set(holesOf(new IntlMessageFormat(message, 'en').getAst()))].sort();

describe('texts', () => {
  it.each(Object.keys(texts.en) as TextKey[])('%s has the same placeholders in every language', (key) => {
    for (const locale of locales) expect(holes(texts[locale][key]), locale).toEqual(holes(texts.en[key]));
  });

  it('knows the plurals of each language', () => {
    const localise = createLocalise();
    const said = (locale: 'en' | 'ru' | 'zh', count: number) =>
      plain(localise(locale, { key: 'sessions.more', values: { count } }));
    expect([1, 2].map((count) => said('en', count))).toEqual(['and 1 more device', 'and 2 more devices']);
    expect([1, 2, 5, 21].map((count) => said('ru', count))).toEqual([
      'и ещё 1 устройство',
      'и ещё 2 устройства',
      'и ещё 5 устройств',
      'и ещё 21 устройство',
    ]);
    expect(said('zh', 3)).toBe('另有 3 台设备');
  });

  it('gives dates as days in UTC, in the person’s language', () => {
    const localise = createLocalise();
    const since = new Date('2026-11-21T23:30:00Z');
    const said = locales.map((locale) =>
      plain(localise(locale, { key: 'profile.since', values: { since } })),
    );
    expect(said).toEqual([
      'With us since November 21, 2026',
      'С нами с 21 ноября 2026 г.',
      '注册于 2026年11月21日',
    ]);
  });

  it('never reads a value as markup or as a message', () => {
    const localise = createLocalise();
    const name = "<strong>{name}</strong> '# {count, plural, other {x}}";
    expect(localise('en', { key: 'start.hello', values: { name } })).toEqual([
      'Hello, ',
      { strong: name },
      '!',
    ]);
  });
});
