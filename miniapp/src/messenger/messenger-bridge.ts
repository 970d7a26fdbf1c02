import type { Messenger } from '@atlas/shared/wire';
import type { Readable } from '../observable.ts';

/** Colours a messenger may give, as `#rrggbb`. Any may be missing, and none is trusted to be readable. */
export const themeColors = [
  'bg',
  'text',
  'hint',
  'link',
  'button',
  'buttonText',
  'secondaryBg',
  'headerBg',
  'accentText',
  'sectionBg',
  'sectionHeaderText',
  'subtitleText',
  'destructiveText',
  'sectionSeparator',
  'bottomBarBg',
] as const;
export type ThemeColor = (typeof themeColors)[number];

export type MessengerTheme = { isDark: boolean; colors: Readonly<Partial<Record<ThemeColor, string>>> };

/** CSS pixels. `insets` are what notches and the messenger's own controls cover. */
export type Viewport = {
  /** Undefined where the messenger says nothing: the window's own height holds. */
  stableHeight: number | undefined;
  insets: { top: number; right: number; bottom: number; left: number };
};

export type Launch = {
  /** The messenger's proof as it came, as the API takes it to open a session; null when this launch has none. */
  opening: Readonly<Record<string, string>> | null;
  /** Whose launch this claims to be. Not checked here: good for naming a key, never for showing or deciding. */
  claimedUserId: string | undefined;
  startParam: string | undefined;
  /** Signing in again takes another proof. */
  isGoodOnce: boolean;
  /** The proof is spent only when the person says so, never by the page being opened: previews open pages, too. */
  asksFirst: boolean;
};

export type Haptic = 'success' | 'error' | 'warning' | 'selection';

export type ConfirmQuestion = {
  title: string;
  message: string;
  confirmLabel: string;
  cancelLabel: string;
  isDestructive?: boolean;
};

export type MainButtonLook = {
  text: string;
  isEnabled: boolean;
  isBusy: boolean;
  color: string;
  textColor: string;
};

/**
 * What a mini app may ask of the messenger that shows it. One file per messenger implements it; the screens know
 * nothing else. A part that this messenger, or this version of it, lacks is null, and the app shows its own instead.
 */
export type MessengerBridge = {
  /** Null in a plain browser. */
  messenger: Messenger | null;
  /** The messenger's word for where it runs: `ios`, `android`, `tdesktop`, `weba`. */
  platform: string;
  version: string;
  /** BCP 47, as the messenger said it; may be missing or unknown. */
  languageCode: string | undefined;
  launch: Launch;
  theme: Readable<MessengerTheme>;
  viewport: Readable<Viewport>;
  /** False while the app is put away, for instance minimised in its messenger. */
  isActive: Readable<boolean>;
  /** Something is painted: the messenger may take its own placeholder away. */
  ready(): void;
  /** Colours the messenger's own frame around the app. */
  setFrameColors(colors: { header: string; background: string; bottomBar: string }): void;
  /** Shows the back button until the returned function is called. */
  backButton: ((onPress: () => void) => () => void) | null;
  /** The browser's own way back, heard until the returned function is called; the page shows its button all the same. */
  systemBack: ((onPress: () => void) => () => void) | null;
  /** Whether leaving asks first, because something would be lost that is shown once. */
  guardClosing(isOn: boolean): void;
  /** The messenger's own button for a form's main action. */
  mainButton: {
    show(look: MainButtonLook, onPress: () => void): { update(look: MainButtonLook): void; hide(): void };
  } | null;
  haptic(kind: Haptic): void;
  /** Resolves with the person's answer; dismissing is a no. */
  confirm: ((question: ConfirmQuestion) => Promise<boolean>) | null;
  openLink(url: string): void;
  close: (() => void) | null;
};
