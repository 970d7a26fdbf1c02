import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { getI18n, useTranslation } from 'react-i18next';
import { useApp } from '../app-context.ts';
import { loadWords } from '../i18n/i18n.ts';
import { useValue } from '../use-value.ts';
import { Icon } from './icon.tsx';
import { OfflineBanner } from './offline-banner.tsx';

const LookingOnly = lazy(async () => {
  const [loaded] = await Promise.all([import('./looking-only.tsx'), loadWords(getI18n(), 'browser')]);
  return loaded;
});

type Props = {
  title: string;
  /** What the heading says where that is not the title. */
  heading?: ReactNode;
  /** Above the heading. */
  lead?: ReactNode;
  children: ReactNode;
  /** The first thing a launch shows takes no focus: nobody has gone anywhere yet. */
  takesFocus?: boolean;
  /** `hub` has its heading in the middle, below a picture; `centered` all of it. */
  layout?: 'screen' | 'hub' | 'centered';
};

/** In-page way back, where the messenger has no button for it. */
const BackLink = () => {
  const { bridge, router } = useApp();
  const { t } = useTranslation();
  const stack = useValue(router.stack);
  if (bridge.backButton || stack.length < 2) return null;
  return (
    <button type="button" className="back-link" onClick={router.back}>
      <Icon name="back" />
      {t('common.back')}
    </button>
  );
};

/** One screen: names the document, and takes the focus to its heading so that screen readers say where they are. */
export const Page = ({
  title,
  heading = title,
  lead,
  children,
  takesFocus = true,
  layout = 'screen',
}: Props) => {
  const isSnapshot = useValue(useApp().isSnapshot);
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Atlas`;
  }, [title]);
  useEffect(() => {
    if (takesFocus) ref.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  return (
    <main className={`page page-${layout}`}>
      <BackLink />
      {lead}
      <h1 className="page-heading" ref={ref} tabIndex={-1}>
        {heading}
      </h1>
      <OfflineBanner />
      {isSnapshot && (
        <Suspense>
          <LookingOnly />
        </Suspense>
      )}
      {children}
    </main>
  );
};
