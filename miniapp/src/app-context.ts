import type { Account } from '@atlas/shared/wire';
import { createContext, useContext } from 'react';
import type { AtlasApi } from './api/atlas-api.ts';
import type { Connection } from './api/connect-api.ts';
import type { PageSettings } from './api/page-settings.ts';
import type { StepUp } from './api/step-up.ts';
import type { Launch } from './launch/launch.ts';
import type { MessengerBridge } from './messenger/messenger-bridge.ts';
import type { Router } from './navigation/router.ts';
import type { Readable, Writable } from './observable.ts';
import type { ResourceCache } from './resources/resource-cache.ts';
import type { Palette } from './theme/palette.ts';

/** Everything that the screens work with; made once, in main.tsx. */
export type App = {
  bridge: MessengerBridge;
  settings: PageSettings;
  api: AtlasApi;
  connection: Connection;
  /** What the person is asked to prove, when a request needs it. */
  stepUp: StepUp;
  launch: Launch;
  router: Router;
  resources: ResourceCache;
  /** Whose session this is; null until signed in. */
  account: Writable<Account | null>;
  /** WeChat made this user up for somebody to look. */
  isSnapshot: Readable<boolean>;
  palette: Readable<Palette>;
  isOnline: Readable<boolean>;
  /** Milliseconds since 1970, as the API counts them: a phone's own clock may be minutes off. */
  clock: () => number;
};

export const AppContext = createContext<App | null>(null);

export const useApp = (): App => {
  const app = useContext(AppContext);
  if (!app) throw new Error('used outside of the app');
  return app;
};
