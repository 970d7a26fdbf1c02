import './styles/index.css';
import { nearestLocale, type OpenedSession } from '@atlas/shared/wire';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { connectApi } from './api/connect-api.ts';
import { readPageSettings } from './api/page-settings.ts';
import { App } from './app.tsx';
import { createI18n, speak } from './i18n/i18n.ts';
import { watchInView } from './launch/in-view.ts';
import { createLaunch } from './launch/launch.ts';
import { tellOtherTabs } from './launch/other-tabs.ts';
import { createWaitInView } from './launch/wait-in-view.ts';
import { connectMessenger } from './messenger/connect-messenger.ts';
import { createRouter } from './navigation/router.ts';
import { initialStack } from './navigation/routes.ts';
import { createValue } from './observable.ts';
import { watchOnline } from './online.ts';
import { createResourceCache } from './resources/resource-cache.ts';
import { loadScreen } from './screens/screens.ts';
import { watchTheme } from './theme/watch-theme.ts';

const metaContent = (name: string) =>
  document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content;
/** Milliseconds by which the API's clock is ahead of this device's, as of the last sign-in or renewal. */
let aheadMs = 0;
const clock = () => Date.now() + aheadMs;

const bridge = await connectMessenger();
const settings = readPageSettings(metaContent, location.origin);
const palette = watchTheme(bridge);
const account = createValue<OpenedSession['account'] | null>(null);
const isSnapshot = createValue(false);
const onOpened = (opened: OpenedSession) => {
  aheadMs = Date.parse(opened.session.lastSeenAt) - Date.now();
  account.set(opened.account);
  isSnapshot.set(opened.isSnapshot === true);
  if (bridge.launch.asksFirst) tellOtherTabs();
};
const { api, connection, stepUp } = connectApi({ bridge, settings, onOpened });
const stack = initialStack(history.state?.stack, location.search, bridge.launch.startParam);
const router = createRouter(stack, (next) => history.replaceState({ stack: next }, ''));
const resources = createResourceCache();
const i18nReady = createI18n(nearestLocale(bridge.languageCode));

const launch = createLaunch({
  api,
  hasProof: bridge.launch.opening !== null,
  isGoodOnce: bridge.launch.isGoodOnce,
  asksFirst: bridge.launch.asksFirst,
  // The first screen comes complete: in the account's language, with its code there.
  prepare: async ({ account: { locale } }) => {
    await Promise.all([i18nReady.then((i18n) => speak(i18n, locale)), loadScreen(stack.at(-1) ?? 'home')]);
  },
  forget: () => {
    router.reset();
    resources.clear();
    account.set(null);
    isSnapshot.set(false);
  },
  waitInView: createWaitInView(watchInView(bridge.isActive)),
  clock,
});
if (bridge.messenger && !bridge.launch.asksFirst) void launch.start(); // while the words are still on their way

const root = createRoot(document.getElementById('root') as HTMLElement);
root.render(
  <StrictMode>
    <I18nextProvider i18n={await i18nReady}>
      <App
        {...{
          bridge,
          settings,
          api,
          connection,
          stepUp,
          launch,
          router,
          resources,
          account,
          isSnapshot,
          palette,
        }}
        clock={clock}
        isOnline={watchOnline()}
      />
    </I18nextProvider>
  </StrictMode>,
);
bridge.ready();
