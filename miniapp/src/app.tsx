import { lazy, Suspense, useEffect } from 'react';
import { getI18n, useTranslation } from 'react-i18next';
import { ApiError } from './api/api-error.ts';
import { AppContext, type App as AppParts, useApp } from './app-context.ts';
import { loadWords, speak } from './i18n/i18n.ts';
import {
  AskToSignIn,
  ConfirmInChat,
  ConfirmRefused,
  Reopen,
  SignedOut,
  SignInFailed,
  SigningIn,
} from './screens/launch/launch-screens.tsx';
import { loadAllScreens, loadSuspendedScreen, screens } from './screens/screens.ts';
import { StepUp } from './step-up/step-up.tsx';
import { Announcer } from './ui/announcer.tsx';
import { ConfirmProvider } from './ui/confirm.tsx';
import { ErrorBoundary } from './ui/error-boundary.tsx';
import { ProblemView } from './ui/problem-view.tsx';
import { Skeleton } from './ui/skeleton.tsx';
import { useValue } from './use-value.ts';

const SuspendedScreen = lazy(loadSuspendedScreen);
const OutsideMessengerScreen = lazy(async () => {
  const [loaded] = await Promise.all([
    import('./screens/outside-messenger/outside-messenger-screen.tsx'),
    loadWords(getI18n(), 'browser'),
  ]);
  return loaded;
});

/** A reload fetches what is missing; it comes back to this screen, signed in by the same key. */
const ScreenBroken = () => {
  const { isOnline } = useApp();
  const online = useValue(isOnline);
  return (
    <main className="page">
      <ProblemView
        error={new ApiError(online ? 'other' : 'offline')}
        isRetrying={false}
        onRetry={() => location.reload()}
      />
    </main>
  );
};

const ScreenLoading = () => {
  const { t } = useTranslation();
  return (
    <main className="page">
      <h1 className="visually-hidden">{t('common.loading')}</h1>
      <Skeleton rows={4} />
    </main>
  );
};

const useMessengerBackButton = () => {
  const { bridge, router, stepUp } = useApp();
  const canGoBack = useValue(router.stack).length > 1;
  const closeSheet = useValue(stepUp.question)?.cancel;
  const goBack = closeSheet ?? (canGoBack ? router.back : undefined);
  useEffect(
    () => (goBack ? (bridge.backButton ?? bridge.systemBack)?.(goBack) : undefined),
    [bridge, goBack],
  );
};

const SignedIn = () => {
  const { router } = useApp();
  const route = useValue(router.stack).at(-1) ?? 'home';
  const Screen = screens[route];
  useMessengerBackButton();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another screen is the reason to go to the top
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [route]);
  useEffect(loadAllScreens, []);
  return (
    <ErrorBoundary key={route} fallback={<ScreenBroken />}>
      <Suspense fallback={<ScreenLoading />}>
        <Screen />
      </Suspense>
    </ErrorBoundary>
  );
};

const CurrentScreen = () => {
  const { bridge, launch } = useApp();
  const state = useValue(launch.state);
  if (!bridge.messenger)
    return (
      <Suspense fallback={<ScreenLoading />}>
        <OutsideMessengerScreen />
      </Suspense>
    );
  switch (state.step) {
    case 'ask':
      return <AskToSignIn />;
    case 'signing-in':
      return <SigningIn />;
    case 'signed-in':
      return <SignedIn />;
    case 'suspended':
      return (
        <Suspense fallback={<ScreenLoading />}>
          <SuspendedScreen />
        </Suspense>
      );
    case 'confirm':
      return <ConfirmInChat />;
    case 'refused':
      return <ConfirmRefused hasExpired={state.hasExpired} />;
    case 'failed':
      return <SignInFailed error={state.error} />;
    case 'reopen':
      return <Reopen reason={state.reason} requestId={state.requestId} />;
    case 'signed-out':
      return <SignedOut />;
  }
};

/** The account's language is spoken wherever it is changed. */
const useAccountLanguage = () => {
  const app = useApp();
  const { i18n } = useTranslation();
  const locale = useValue(app.account)?.locale;
  useEffect(() => {
    if (locale) speak(i18n, locale).catch(() => {}); // not reachable now: the language that is spoken goes on
  }, [i18n, locale]);
  useEffect(() => {
    document.documentElement.lang = i18n.language;
  }, [i18n.language]);
};

const Shell = () => {
  useAccountLanguage();
  return (
    <Announcer>
      <ConfirmProvider>
        <CurrentScreen />
        <StepUp />
      </ConfirmProvider>
    </Announcer>
  );
};

export const App = (parts: AppParts) => (
  <AppContext value={parts}>
    <Shell />
  </AppContext>
);
