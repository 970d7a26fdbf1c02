import { describe, expect, it } from 'vitest';
import { nearestLocale } from './index.ts';

describe('the nearest language', () => {
  it.each([
    ['zh-Hant-TW', 'zh'],
    ['cmn-Hans-CN', 'zh'],
    ['zh_CN', 'zh'],
    ['RU', 'ru'],
    ['ru-Cyrl-RU-x-private', 'ru'],
    ['en-u-ca-buddhist', 'en'],
    ['pt-BR', 'en'],
    ['zhx', 'en'],
    ['not a tag', 'en'],
    ['', 'en'],
    [undefined, 'en'],
  ])('to %s is %s', (tag, locale) => {
    expect(nearestLocale(tag)).toBe(locale);
  });
});
