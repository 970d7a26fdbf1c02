import { describe, expect, it } from 'vitest';
import { languageIn } from './languages.ts';

describe('the language of words', () => {
  it.each([
    ['你好', 'zh'],
    ['我的 order 在哪里？', 'zh'],
    ['привет!', 'ru'],
    ['Where is my order?', 'en'],
    ['Sign me in: 7Z3KQ8M1V5T9X2C4', 'en'],
    ['7Z3KQ8M1V5T9X2C4', null],
    ['ok', null],
    ['👍 1', null],
    ['', null],
  ] as const)('%s', (words, locale) => expect(languageIn(words)).toBe(locale));
});
