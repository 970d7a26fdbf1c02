import { describe, expect, it } from 'vitest';
import { segmentsOf } from './segments.ts';

describe('the length of an SMS', () => {
  it.each([
    ['160 letters', 'a'.repeat(160), 'GSM-7', 1],
    ['161 letters', 'a'.repeat(161), 'GSM-7', 2],
    ['306 letters', 'a'.repeat(306), 'GSM-7', 2],
    ['307 letters', 'a'.repeat(307), 'GSM-7', 3],
    ['80 euro signs, two septets each', '€'.repeat(80), 'GSM-7', 1],
    ['81 euro signs', '€'.repeat(81), 'GSM-7', 2],
    ['an escape that would be split over parts', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 3],
    ['70 Cyrillic letters', 'ж'.repeat(70), 'UCS-2', 1],
    ['71 Cyrillic letters', 'ж'.repeat(71), 'UCS-2', 2],
    ['35 emoji', '🙂'.repeat(35), 'UCS-2', 1],
    ['a surrogate pair that would be split over parts', `${'ж'.repeat(66)}🙂${'ж'.repeat(66)}`, 'UCS-2', 3],
    ['one ç, which is not in the alphabet though Ç is', 'Çç', 'UCS-2', 1],
    ['a typographic quote', 'don’t', 'UCS-2', 1],
    ['nothing', '', 'GSM-7', 1],
  ] as const)('counts %s', (_, text, encoding, segments) => {
    expect(segmentsOf(text)).toEqual({ encoding, segments });
  });
});
