import type { MessengerBridge } from '../messenger/messenger-bridge.ts';
import { createValue, type Readable } from '../observable.ts';
import { applyPalette, applyViewport } from './apply-palette.ts';
import { createPalette, type Palette } from './palette.ts';

/** Follows the messenger's theme and viewport, in the page and in the messenger's frame around it. */
export const watchTheme = ({ theme, viewport, setFrameColors }: MessengerBridge): Readable<Palette> => {
  const root = document.documentElement;
  const palette = createValue(createPalette(theme.get()));
  const show = () => {
    const colors = createPalette(theme.get());
    palette.set(colors);
    applyPalette(root, colors, theme.get().isDark);
    setFrameColors({ header: colors.page, background: colors.page, bottomBar: colors.bottomBar });
  };
  const fit = () => applyViewport(root, viewport.get());
  show();
  fit();
  theme.subscribe(show);
  viewport.subscribe(fit);
  return palette;
};
