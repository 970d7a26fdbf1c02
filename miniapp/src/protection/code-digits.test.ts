import { describe, expect, it } from 'vitest';
import { backupCodeOf, codeDigits } from './code-digits.ts';

describe('a code', () => {
  it.each([
    ['123456', '123456'],
    ['123 456', '123456'],
    [' 123-456\n', '123456'],
    ['１２３ ４５６', '123456'],
    ['Your code: 123456', '123456'],
    ['1234567', '123456'],
    ['12a', '12'],
  ])('typed or pasted as %j is %j', (text, code) => expect(codeDigits(text)).toBe(code));
});

describe('a backup code', () => {
  it.each([
    ['ABCDE-12345', 'ABCDE12345'],
    ['abcde 12345', 'ABCDE12345'],
    ['ABCDEoIl00', 'ABCDE01100'],
  ])('typed as %j is %j', (text, code) => expect(backupCodeOf(text)).toBe(code));

  it.each(['', 'ABCDE1234', 'ABCDE123456', 'ABCDE1234U', 'ABCDE-1234!'])('%j is none', (text) => {
    expect(backupCodeOf(text)).toBeUndefined();
  });
});
