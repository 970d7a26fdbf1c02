import { type ComponentType, lazy } from 'react';
import { getI18n } from 'react-i18next';
import { loadWords, type Part } from '../i18n/i18n.ts';
import type { Route } from '../navigation/routes.ts';
import HomeScreen from './home/home-screen.tsx';

type LazyRoute = Exclude<Route, 'home'>;

type Loaded = { default: ComponentType };

/** A screen with its words. */
const withWords = async (screen: Promise<Loaded>, ...parts: readonly Part[]): Promise<Loaded> => {
  const i18n = getI18n();
  const [loaded] = await Promise.all([screen, ...parts.map((part) => loadWords(i18n, part))]);
  return loaded;
};
const ordinary = (screen: Promise<Loaded>) => withWords(screen, 'screens');
const withMerges = (screen: Promise<Loaded>) => withWords(screen, 'protection', 'merges');
const protective = (screen: Promise<Loaded>) => withWords(screen, 'protection');

const loaders: Readonly<Record<LazyRoute, () => Promise<Loaded>>> = {
  profile: () => ordinary(import('./profile/profile-screen.tsx')),
  devices: () => ordinary(import('./devices/devices-screen.tsx')),
  notifications: () => ordinary(import('./notifications/notifications-screen.tsx')),
  preferences: () => ordinary(import('./preferences/preferences-screen.tsx')),
  activity: () => withWords(import('./activity/activity-screen.tsx'), 'screens', 'protection'),
  achievements: () => ordinary(import('./achievements/achievements-screen.tsx')),
  settings: () => ordinary(import('./settings/settings-screen.tsx')),
  security: () => protective(import('./security/security-screen.tsx')),
  messengers: () => withMerges(import('./messengers/messengers-screen.tsx')),
  merge: () => withMerges(import('./merge/merge-screen.tsx')),
  merges: () => withMerges(import('./merges/merges-screen.tsx')),
  link: () => protective(import('./link/link-screen.tsx')),
  protect: () => protective(import('./protect/protect-screen.tsx')),
  'protect-app': () => protective(import('./protect/protect-app-screen.tsx')),
  'protect-email': () => protective(import('./protect/protect-email-screen.tsx')),
  'protect-phone': () => protective(import('./protect/protect-phone-screen.tsx')),
  'backup-codes': () => protective(import('./backup-codes/backup-codes-screen.tsx')),
};

/** The screens: home at once, because nearly every launch begins there; each other when it is first shown. */
export const screens: Readonly<Record<Route, ComponentType>> = {
  home: HomeScreen,
  profile: lazy(loaders.profile),
  devices: lazy(loaders.devices),
  notifications: lazy(loaders.notifications),
  preferences: lazy(loaders.preferences),
  activity: lazy(loaders.activity),
  achievements: lazy(loaders.achievements),
  settings: lazy(loaders.settings),
  security: lazy(loaders.security),
  messengers: lazy(loaders.messengers),
  merge: lazy(loaders.merge),
  merges: lazy(loaders.merges),
  link: lazy(loaders.link),
  protect: lazy(loaders.protect),
  'protect-app': lazy(loaders['protect-app']),
  'protect-email': lazy(loaders['protect-email']),
  'protect-phone': lazy(loaders['protect-phone']),
  'backup-codes': lazy(loaders['backup-codes']),
};

/** In the place of all others, while it is doubted who this is. */
export const loadSuspendedScreen = () =>
  withWords(import('./suspended/suspended-screen.tsx'), 'protection', 'screens');

export const loadScreen = async (route: Route): Promise<void> => {
  if (route !== 'home') await loaders[route]();
};

/** Fetches all screens, so that going on needs no connection. A failure now is met when the screen is shown. */
export const loadAllScreens = (): void => {
  for (const load of Object.values(loaders)) load().catch(() => {});
};
