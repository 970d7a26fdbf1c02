import { createValue } from '../observable.ts';
import { createHistoryBack } from './history-back.ts';
import type { MessengerBridge, MessengerTheme } from './messenger-bridge.ts';

const askBeforeLeaving = (event: BeforeUnloadEvent) => event.preventDefault();

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
    launch: {
      opening: null,
      claimedUserId: undefined,
      startParam: undefined,
      isGoodOnce: false,
      asksFirst: false,
    },
    theme,
    viewport: createValue({ stableHeight: undefined, insets: { top: 0, right: 0, bottom: 0, left: 0 } }),
    isActive: createValue(true),
    ready: () => {},
    setFrameColors: () => {},
    backButton: null,
    systemBack: createHistoryBack({
      history,
      listen: (onPop) => addEventListener('popstate', onPop),
    }),
    guardClosing: (isOn) => {
      if (isOn) addEventListener('beforeunload', askBeforeLeaving);
      else removeEventListener('beforeunload', askBeforeLeaving);
    },
    mainButton: null,
    haptic: () => {},
    confirm: null,
    openLink: (url) => void window.open(url, '_blank', 'noopener'),
    close: null,
  };
};
