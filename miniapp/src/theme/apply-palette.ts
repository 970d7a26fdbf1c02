import type { Viewport } from '../messenger/messenger-bridge.ts';
import type { Palette } from './palette.ts';

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Writes the palette where the style sheets read it: `--atlas-text-on-page` and so on. */
export const applyPalette = (root: HTMLElement, palette: Palette, isDark: boolean): void => {
  for (const [name, color] of Object.entries(palette))
    root.style.setProperty(`--atlas-${kebab(name)}`, color);
  root.style.setProperty('color-scheme', isDark ? 'dark' : 'light');
};

export const applyViewport = (root: HTMLElement, { stableHeight, insets }: Viewport): void => {
  for (const [side, pixels] of Object.entries(insets))
    root.style.setProperty(`--atlas-inset-${side}`, `${pixels}px`);
  if (stableHeight) root.style.setProperty('--atlas-height', `${stableHeight}px`);
};
