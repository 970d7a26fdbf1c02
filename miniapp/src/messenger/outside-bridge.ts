import { createValue } from '../observable.ts';
import type { MessengerBridge, MessengerTheme } from './messenger-bridge.ts';

/** A plain browser: no proof of who is there, so no way in, but its theme and language are honoured. */
export const createOutsideBridge = (): MessengerBridge => {
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const readTheme = (): MessengerTheme => ({ isDark: prefersDark.matches, colors: {} });
  const theme = createValue(readTheme());
  prefersDark.addEventListener('change', () => theme.set(readTheme()));
  return {
    messenger: null,
    platform: 'browser',
    version: '',
    languageCode: navigator.language,
    launch: { proof: '', claimedUserId: undefined, startParam: undefined, isGoodOnce: false },
    theme,
    viewport: createValue({ stableHeight: undefined, insets: { top: 0, right: 0, bottom: 0, left: 0 } }),
    isActive: createValue(true),
    ready: () => {},
    setFrameColors: () => {},
    backButton: null,
    mainButton: null,
    haptic: () => {},
    confirm: null,
    openLink: (url) => void window.open(url, '_blank', 'noopener'),
    close: null,
  };
};
