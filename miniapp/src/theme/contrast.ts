/** Red, green and blue, 0 to 255. */
type Rgb = readonly [number, number, number];

const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];

const parse = (hex: string): Rgb => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};

const format = (rgb: Rgb): string =>
  `#${rgb.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;

const mix = (from: Rgb, to: Rgb, share: number): Rgb => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
];

/** Relative luminance. [WCAG 2.2] */
const luminance = (rgb: Rgb): number => {
  const [red, green, blue] = rgb.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** Contrast of two `#rrggbb` colours, 1 to 21. [WCAG 2.2] */
export const contrast = (first: string, second: string): number => {
  const [one, other] = [luminance(parse(first)), luminance(parse(second))];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
};

/** Two colours blended; `share` of the second, 0 to 1. */
export const blend = (first: string, second: string, share: number): string =>
  format(mix(parse(first), parse(second), share));

const steps = Array.from({ length: 21 }, (_, index) => index / 20);

/**
 * The colour nearest to `color` that stands out from `background` by at least `ratio`, found on the way to black or
 * white, whichever is nearer. Up to a ratio of 4.5 there always is one.
 */
export const readableOn = (color: string, background: string, ratio: number): string => {
  for (const share of steps) {
    const candidates = [black, white].map((end) => format(mix(parse(color), end, share)));
    const best = candidates.toSorted(
      (one, other) => contrast(other, background) - contrast(one, background),
    )[0];
    if (best && contrast(best, background) >= ratio) return best;
  }
  return contrast('#000000', background) > contrast('#ffffff', background) ? '#000000' : '#ffffff';
};
