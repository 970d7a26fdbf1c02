import type { Question } from '../../../phone/phone-dialog.tsx';
import type { ThemeParams } from '../../../phone/phone-themes.ts';
import type { Translate } from '../../../text/use-text.tsx';
import type { KeyValueStore } from './key-value-store.ts';

export type BottomButton = {
  isVisible: boolean;
  isActive: boolean;
  isProgressVisible: boolean;
  hasShine: boolean;
  text: string;
  color?: string;
  textColor?: string;
  position: 'left' | 'right' | 'top' | 'bottom';
};

/** What of the host's own surface the app has set up. */
export type Surface = {
  isReady: boolean;
  canReload: boolean;
  main: BottomButton;
  secondary: BottomButton;
  isBackVisible: boolean;
  isSettingsVisible: boolean;
  isFullscreen: boolean;
  asksBeforeClosing: boolean;
  headerColor?: string;
  backgroundColor?: string;
  bottomBarColor?: string;
};

const hiddenButton: BottomButton = {
  isVisible: false,
  isActive: true,
  isProgressVisible: false,
  hasShine: false,
  text: '',
  position: 'left',
};

export const freshSurface: Surface = {
  isReady: false,
  canReload: false,
  main: hiddenButton,
  secondary: hiddenButton,
  isBackVisible: false,
  isSettingsVisible: false,
  isFullscreen: false,
  asksBeforeClosing: false,
};

/** The host, as its event handlers see it. */
export type Host = {
  /** Answers the app. */
  post: (eventType: string, eventData?: object) => void;
  surface: () => Surface;
  change: (change: Partial<Surface>) => void;
  theme: () => ThemeParams;
  /** Of the app's frame, in CSS pixels. */
  viewport: () => { width: number; height: number };
  /** Asks the person; null when they dismissed it or something else is being asked. */
  ask: (question: Question) => Promise<string | null>;
  cloud: KeyValueStore;
  device: KeyValueStore;
  shareContact: () => Promise<boolean>;
  allowWriting: () => Promise<boolean>;
  /** The contact that was shared, signed for the app. */
  requestedContact: () => Promise<string>;
  close: () => void;
  /** Follows `/botname?start=…` of this bot; false when it leads elsewhere. */
  followBotLink: (pathFull: string) => boolean;
  shake: () => void;
  notify: (text: string) => void;
  t: Translate;
};

export type EventData = Readonly<Record<string, unknown>>;
export type Handler = (data: EventData, host: Host) => void | Promise<void>;
export type Handlers = Readonly<Record<string, Handler>>;

export const stringIn = (data: EventData, key: string): string | undefined => {
  const value = data[key];
  return typeof value === 'string' ? value : undefined;
};
