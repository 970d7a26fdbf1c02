export const routes = [
  'home',
  'profile',
  'devices',
  'notifications',
  'preferences',
  'activity',
  'achievements',
  'settings',
  'security',
  'messengers',
  'merge',
  'merges',
  'link',
  'protect',
  'protect-app',
  'protect-email',
  'protect-phone',
  'backup-codes',
] as const;
export type Route = (typeof routes)[number];

const toRoute = (name: unknown): Route | undefined => routes.find((route) => route === name);

const stackTo = (route: Route | undefined): readonly Route[] =>
  route && route !== 'home' ? ['home', route] : ['home'];

const isStack = (value: unknown): value is readonly Route[] =>
  Array.isArray(value) && value[0] === 'home' && value.every((route) => toRoute(route) !== undefined);

/**
 * Where a launch begins: where a reload left off, else the screen that the address (`?screen=devices`) or the start
 * parameter names. A start parameter is chosen by whoever made the link, so it may show a screen and do nothing more.
 */
export const initialStack = (
  stored: unknown,
  search: string,
  startParam: string | undefined,
): readonly Route[] =>
  isStack(stored)
    ? stored
    : stackTo(toRoute(new URLSearchParams(search).get('screen')) ?? toRoute(startParam));
