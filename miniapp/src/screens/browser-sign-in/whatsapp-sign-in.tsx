import type { LoginStart } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { Button } from '../../ui/button.tsx';
import { clockTime } from '../../ui/clock-time.ts';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemView } from '../../ui/problem-view.tsx';
import { useSecondsUntil } from '../../ui/use-seconds-until.ts';
import { SigningIn } from '../launch/launch-screens.tsx';
import { QrCode } from './qr-code.tsx';
import { useLoginStart } from './use-login-start.ts';

type Props = { onCancel: () => void };

/** Signs in by WhatsApp where it has not opened this page: a message to us is answered with a link for this browser. */
const WhatsappSignIn = ({ onCancel }: Props) => {
  const { state, restart } = useLoginStart();
  switch (state.step) {
    case 'starting':
      return <SigningIn />;
    case 'failed':
      return (
        <main className="page page-centered">
          <ProblemView error={state.error} isRetrying={false} onRetry={restart} />
        </main>
      );
    case 'elsewhere':
      return <SignedInElsewhere />;
    case 'waiting':
      return state.start ? (
        <WhileGood start={state.start} onRestart={restart} onCancel={onCancel} />
      ) : (
        <Waiting onCancel={onCancel} />
      );
  }
};

const SignedInElsewhere = () => {
  const { t } = useTranslation();
  return (
    <Page
      title={t('browser.elsewhere')}
      lead={
        <span className="emblem">
          <Icon name="check" />
        </span>
      }
      layout="centered"
    >
      <p className="page-lead" role="status">
        {t('browser.elsewhereText')}
      </p>
    </Page>
  );
};

type Started = { start: LoginStart; onRestart: () => void; onCancel: () => void };

const WhileGood = ({ start, onRestart, onCancel }: Started) => {
  const { t } = useTranslation();
  const seconds = useSecondsUntil(Date.parse(start.expiresAt));
  if (seconds > 0) return <Waiting start={start} secondsLeft={seconds} onCancel={onCancel} />;
  return (
    <Page title={t('browser.over')} layout="centered">
      <p className="page-lead" role="status">
        {t('browser.overText')}
      </p>
      <Button onPress={onRestart}>{t('browser.again')}</Button>
      <Button kind="plain" onPress={onCancel}>
        {t('common.cancel')}
      </Button>
    </Page>
  );
};

/** A camera is held to a large screen; whoever touches one has WhatsApp on it. */
const hasLargeScreen = () => matchMedia('(hover: hover) and (pointer: fine) and (min-width: 600px)').matches;

type WaitingProps = { start?: LoginStart; secondsLeft?: number; onCancel: () => void };

const Waiting = ({ start, secondsLeft, onCancel }: WaitingProps) => {
  const { settings } = useApp();
  const { t } = useTranslation();
  const words = start ? t('browser.message', { code: start.startCode }) : t('browser.plainMessage');
  const address = `${settings.whatsappLink}?${new URLSearchParams({ text: words })}`;
  return (
    <Page title={t('browser.title')} layout="centered">
      <ol className="steps">
        <li>{t('browser.step1')}</li>
        <li>{t('browser.step2')}</li>
        <li>{t('browser.step3')}</li>
      </ol>
      <a className="button button-filled" href={address} target="_blank" rel="noreferrer">
        {t('browser.open')}
      </a>
      {hasLargeScreen() && (
        <>
          <QrCode address={address} alt={t('browser.qr')} />
          <p className="page-lead">{t('browser.scan')}</p>
        </>
      )}
      <p className="waiting" role="status">
        <span className="spinner spinner-small" aria-hidden="true" />
        {t('browser.waiting')}
      </p>
      {secondsLeft !== undefined && (
        <p className="page-lead" role="timer" aria-live="off">
          {t('browser.left', { time: clockTime(secondsLeft) })}
        </p>
      )}
      <Button kind="plain" onPress={onCancel}>
        {t('common.cancel')}
      </Button>
    </Page>
  );
};

export default WhatsappSignIn;
