/** Red, green and blue, 0 to 255. */
type Rgb = readonly [number, number, number];

export const black = '#000000';
export const white = '#ffffff';

const parse = (hex: string): Rgb => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};

const format = (rgb: Rgb): string =>
  `#${rgb.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;

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
export const blend = (first: string, second: string, share: number): string => {
  const [from, to] = [parse(first), parse(second)];
  const mix = (channel: 0 | 1 | 2) => from[channel] + (to[channel] - from[channel]) * share;
  return format([mix(0), mix(1), mix(2)]);
};

const steps = Array.from({ length: 21 }, (_, index) => index / 20);

/**
 * The colour nearest to `color` that stands out from each of `backgrounds` by at least `ratio`, found on the way to
 * black or white, whichever is nearer. For one background, up to a ratio of 4.5, there always is one.
 */
export const readableOn = (color: string, backgrounds: readonly string[], ratio: number): string => {
  const least = (candidate: string) =>
    Math.min(...backgrounds.map((background) => contrast(candidate, background)));
  const better = (one: string, other: string) => (least(one) >= least(other) ? one : other);
  for (const share of steps) {
    const best = better(blend(color, black, share), blend(color, white, share));
    if (least(best) >= ratio) return best;
  }
  return better(black, white);
};
