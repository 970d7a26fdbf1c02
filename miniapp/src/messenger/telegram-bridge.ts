import { createValue } from '../observable.ts';
import type { Haptic, Launch, MessengerBridge, Viewport } from './messenger-bridge.ts';
import { createTelegramMainButton } from './telegram-main-button.ts';
import { askByPopup } from './telegram-popup.ts';
import { toMessengerTheme } from './telegram-theme.ts';
import { WebApp } from './telegram-web-app.ts';

const has = (version: string): boolean => WebApp.isVersionAtLeast(version);

const readLaunch = (): Launch => {
  const { user, start_param: startParam } = WebApp.initDataUnsafe;
  return {
    opening: WebApp.initData === '' ? null : { initData: WebApp.initData },
    claimedUserId: user?.id === undefined ? undefined : String(user.id),
    startParam: startParam ?? new URLSearchParams(location.search).get('tgWebAppStartParam') ?? undefined,
    isGoodOnce: false,
    asksFirst: false,
  };
};

/** The proof would otherwise stand in the address, and go where addresses go: history, logs, screenshots. */
const hideLaunchHash = () => history.replaceState(history.state, '', location.pathname + location.search);

const readViewport = (): Viewport => {
  const device = WebApp.safeAreaInset;
  const content = WebApp.contentSafeAreaInset;
  return {
    stableHeight: WebApp.viewportStableHeight || undefined,
    insets: {
      top: device.top + content.top,
      right: device.right + content.right,
      bottom: device.bottom + content.bottom,
      left: device.left + content.left,
    },
  };
};

const haptic = (kind: Haptic) => {
  if (!has('6.1')) return;
  if (kind === 'selection') WebApp.HapticFeedback.selectionChanged();
  else WebApp.HapticFeedback.notificationOccurred(kind);
};

const setFrameColors: MessengerBridge['setFrameColors'] = ({ header, background, bottomBar }) => {
  if (!has('6.9')) return; // before, only the theme's own names were allowed, and they are the default
  WebApp.setHeaderColor(header as `#${string}`);
  WebApp.setBackgroundColor(background as `#${string}`);
  if (has('7.10')) WebApp.setBottomBarColor(bottomBar);
};

const openLink = (url: string) => {
  if (new URL(url).hostname === 't.me' && has('6.1')) WebApp.openTelegramLink(url);
  else WebApp.openLink(url);
};

const showBackButton = (onPress: () => void) => {
  WebApp.BackButton.onClick(onPress).show();
  return () => void WebApp.BackButton.offClick(onPress).hide();
};

/**
 * Telegram, by its own script. What a version lacks throws when it is called, so every newer part is asked for first.
 * Import this file only where Telegram opened the page: the script acts when it is imported.
 */
export const createTelegramBridge = (): MessengerBridge => {
  const launch = readLaunch();
  hideLaunchHash();
  const theme = createValue(toMessengerTheme(WebApp.themeParams, WebApp.colorScheme));
  const viewport = createValue(readViewport());
  const isActive = createValue(true);
  WebApp.onEvent('themeChanged', () => theme.set(toMessengerTheme(WebApp.themeParams, WebApp.colorScheme)));
  for (const event of ['viewportChanged', 'safeAreaChanged', 'contentSafeAreaChanged'] as const) {
    WebApp.onEvent(event, () => viewport.set(readViewport()));
  }
  WebApp.onEvent('activated', () => isActive.set(true));
  WebApp.onEvent('deactivated', () => isActive.set(false));
  return {
    messenger: 'telegram',
    platform: WebApp.platform,
    version: WebApp.version,
    languageCode: WebApp.initDataUnsafe.user?.language_code,
    launch,
    theme,
    viewport,
    isActive,
    ready: () => {
      WebApp.ready();
      WebApp.expand();
    },
    setFrameColors,
    backButton: has('6.1') ? showBackButton : null,
    systemBack: null, // Android's is Telegram's, and comes by the back button
    guardClosing: (isOn) => {
      if (has('6.2')) WebApp[isOn ? 'enableClosingConfirmation' : 'disableClosingConfirmation']();
    },
    mainButton: createTelegramMainButton(WebApp.MainButton),
    haptic,
    confirm: has('6.2') ? (question) => askByPopup(WebApp, question) : null,
    openLink,
    close: () => WebApp.close(),
  };
};
