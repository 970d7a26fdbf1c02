import { describe, expect, it } from 'vitest';
import { createTimes, localeTagOf } from './times.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const before = (seconds: number) => new Date(now - seconds * 1000).toISOString();
const ago = (tag: string, seconds: number) => createTimes(tag, () => now).ago(before(seconds));

describe('times', () => {
  it('say how long ago in the largest unit that is full', () => {
    expect(ago('en', 20)).toBe('now');
    expect(ago('en', 119)).toBe('1 minute ago');
    expect(ago('en', 3599)).toBe('59 minutes ago');
    expect(ago('ru', 2 * 3600)).toBe('2 часа назад');
    expect(ago('zh', 86_400)).toBe('昨天');
  });

  it('give the date from a week on', () => {
    expect(ago('en', 7 * 86_400)).toBe('November 14, 2026');
  });

  it('take a time that is ahead of this device’s clock for now', () => {
    expect(ago('en', -90)).toBe('now');
  });
});

describe('the tag of a locale', () => {
  it('is the person’s own variant of the language that is spoken', () => {
    expect(localeTagOf('en', 'en-GB')).toBe('en-GB');
    expect(localeTagOf('zh', 'zh-hans')).toBe('zh-Hans');
    expect(localeTagOf('en', 'en_gb')).toBe('en-GB');
  });

  it('is the language itself where the messenger named another, none, or nonsense', () => {
    expect(localeTagOf('ru', 'en-GB')).toBe('ru');
    expect(localeTagOf('ru', undefined)).toBe('ru');
    expect(localeTagOf('ru', 'ru-')).toBe('ru');
  });
});
