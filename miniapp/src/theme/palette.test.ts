import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ThemeColor, themeColors } from '../messenger/messenger-bridge.ts';
import { contrast, readableOn } from './contrast.ts';
import { createPalette, type Palette } from './palette.ts';

type Pair = readonly [keyof Palette, keyof Palette];

const texts: readonly Pair[] = [
  ['textOnPage', 'page'],
  ['hintOnPage', 'page'],
  ['headerOnPage', 'page'],
  ['linkOnPage', 'page'],
  ['destructiveOnPage', 'page'],
  ['textOnSection', 'section'],
  ['hintOnSection', 'section'],
  ['linkOnSection', 'section'],
  ['destructiveOnSection', 'section'],
  ['textOnSection', 'pressed'],
  ['hintOnSection', 'pressed'],
  ['linkOnSection', 'pressed'],
  ['destructiveOnSection', 'pressed'],
  ['section', 'destructiveOnSection'],
  ['buttonText', 'button'],
];
const parts: readonly Pair[] = [
  ['partOnSection', 'section'],
  ['quietPartOnSection', 'section'],
  ['signOnPart', 'partOnSection'],
];

const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
const theme = fc.record({
  isDark: fc.boolean(),
  colors: fc.record(
    Object.fromEntries(themeColors.map((name) => [name, color])) as Record<ThemeColor, typeof color>,
    { requiredKeys: [] },
  ),
});

describe('contrast', () => {
  it('is what WCAG says it is', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 10);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
    expect(contrast('#ffffff', '#767676')).toBe(contrast('#767676', '#ffffff'));
  });

  it('leaves a readable colour as it is, and moves another no further than needed', () => {
    expect(readableOn('#2481cc', ['#000000'], 4.5)).toBe('#2481cc');
    const corrected = readableOn('#999999', ['#ffffff'], 4.5);
    expect(contrast(corrected, '#ffffff')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(corrected, '#ffffff')).toBeLessThan(5.5);
  });
});

describe('palette', () => {
  it('can be read in any theme whatsoever', () => {
    fc.assert(
      fc.property(theme, (any) => {
        const palette = createPalette(any);
        for (const [text, background] of texts) {
          expect([text, contrast(palette[text], palette[background]) >= 4.5]).toEqual([text, true]);
        }
        for (const [part, background] of parts) {
          expect([part, contrast(palette[part], palette[background]) >= 3]).toEqual([part, true]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('keeps what a good theme says', () => {
    const colors = {
      bg: '#ffffff',
      secondaryBg: '#efeff3',
      text: '#000000',
      buttonText: '#ffffff',
      button: '#1a6fb8',
    };
    expect(createPalette({ isDark: false, colors })).toMatchObject({
      page: '#efeff3',
      section: '#ffffff',
      textOnSection: '#000000',
      button: '#1a6fb8',
      buttonText: '#ffffff',
    });
  });

  it('tells sections from the page where a theme has one colour for both', () => {
    const { page, section } = createPalette({
      isDark: true,
      colors: { bg: '#202020', secondaryBg: '#202020' },
    });
    expect(page).not.toBe(section);
  });
});
