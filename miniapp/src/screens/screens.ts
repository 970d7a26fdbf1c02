import { type ComponentType, lazy } from 'react';
import type { Route } from '../navigation/routes.ts';
import HomeScreen from './home/home-screen.tsx';

type LazyRoute = Exclude<Route, 'home'>;

const loaders: Readonly<Record<LazyRoute, () => Promise<{ default: ComponentType }>>> = {
  profile: () => import('./profile/profile-screen.tsx'),
  devices: () => import('./devices/devices-screen.tsx'),
  notifications: () => import('./notifications/notifications-screen.tsx'),
  preferences: () => import('./preferences/preferences-screen.tsx'),
  activity: () => import('./activity/activity-screen.tsx'),
  settings: () => import('./settings/settings-screen.tsx'),
};

/** The screens: home at once, because nearly every launch begins there; each other when it is first shown. */
export const screens: Readonly<Record<Route, ComponentType>> = {
  home: HomeScreen,
  profile: lazy(loaders.profile),
  devices: lazy(loaders.devices),
  notifications: lazy(loaders.notifications),
  preferences: lazy(loaders.preferences),
  activity: lazy(loaders.activity),
  settings: lazy(loaders.settings),
};

export const loadScreen = async (route: Route): Promise<void> => {
  if (route !== 'home') await loaders[route]();
};

/** Fetches all screens, so that going on needs no connection. A failure now is met when the screen is shown. */
export const loadAllScreens = (): void => {
  for (const load of Object.values(loaders)) load().catch(() => {});
};
