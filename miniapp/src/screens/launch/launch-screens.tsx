import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../api/api-error.ts';
import { useApp } from '../../app-context.ts';
import type { ReopenReason } from '../../launch/launch-state.ts';
import { useRetryWhenOnline } from '../../resources/use-retry-when-online.ts';
import { Button } from '../../ui/button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemView } from '../../ui/problem-view.tsx';
import { OpenChat } from '../outside-messenger/open-chat.tsx';

const Emblem = ({ icon }: { icon: IconName }) => (
  <span className="emblem">
    <Icon name={icon} />
  </span>
);

/** The way out of every dead end: back into the chat, where a press makes a new launch. */
const BackToChat = () => {
  const { bridge } = useApp();
  const { t } = useTranslation();
  return bridge.close ? <Button onPress={bridge.close}>{t('common.close')}</Button> : <OpenChat />;
};

const RequestId = ({ id }: { id: string | undefined }) => {
  const { t } = useTranslation();
  return id ? <p className="request-id">{t('common.requestId', { id })}</p> : null;
};

/** Whoever fetches a link from a chat to look what it is (a preview, a scanner) presses no button. */
export const AskToSignIn = () => {
  const { launch } = useApp();
  const { t } = useTranslation();
  return (
    <Page title={t('launch.askTitle')} lead={<Emblem icon="chat" />} layout="centered">
      <p className="page-lead">{t('launch.askText')}</p>
      <Button onPress={() => void launch.start()}>{t('launch.askButton')}</Button>
    </Page>
  );
};

export const SigningIn = () => {
  const { t } = useTranslation();
  return (
    <main className="page page-centered" aria-busy="true">
      <span className="spinner" aria-hidden="true" />
      <h1 className="visually-hidden">{t('launch.title')}</h1>
      <p className="page-lead" role="status">
        {t('launch.signingIn')}
      </p>
    </main>
  );
};

export const SignInFailed = ({ error }: { error: ApiError }) => {
  const { launch } = useApp();
  const { t } = useTranslation();
  const retry = () => void launch.start();
  useRetryWhenOnline(error, retry);
  return (
    <main className="page page-centered">
      <h1 className="visually-hidden">{t('launch.title')}</h1>
      <ProblemView error={error} isRetrying={false} onRetry={retry} />
    </main>
  );
};

export const Reopen = ({ reason, requestId }: { reason: ReopenReason; requestId: string | undefined }) => {
  const { t } = useTranslation();
  return (
    <Page title={t('reopen.title')} lead={<Emblem icon="chat" />} layout="centered">
      <p className="page-lead">{t(`reopen.reasons.${reason}`)}</p>
      <p className="page-lead">{t('reopen.hint')}</p>
      <BackToChat />
      <RequestId id={requestId} />
    </Page>
  );
};

export const SignedOut = () => {
  const { bridge, launch } = useApp();
  const { t } = useTranslation();
  return (
    <Page title={t('signedOut.title')} lead={<Emblem icon="exit" />} layout="centered">
      <p className="page-lead">{t('signedOut.text')}</p>
      {bridge.launch.isGoodOnce ? (
        <BackToChat />
      ) : (
        <Button onPress={() => void launch.start()}>{t('signedOut.signIn')}</Button>
      )}
    </Page>
  );
};

/** Another key used this proof before; the person answers in the chat, and this page goes on by itself. */
export const ConfirmInChat = () => {
  const { t } = useTranslation();
  return (
    <Page title={t('confirm.title')} lead={<Emblem icon="shield" />} layout="centered">
      <p className="page-lead">{t('confirm.text')}</p>
      <p className="waiting" role="status">
        <span className="spinner spinner-small" aria-hidden="true" />
        {t('confirm.waiting')}
      </p>
      <p className="page-lead">{t('confirm.notYou')}</p>
      <p className="page-lead">{t('confirm.reopen')}</p>
      <BackToChat />
    </Page>
  );
};

export const ConfirmRefused = ({ hasExpired }: { hasExpired: boolean }) => {
  const { t } = useTranslation();
  return (
    <Page title={t('confirm.refusedTitle')} lead={<Emblem icon="lock" />} layout="centered">
      <p className="page-lead">{t(hasExpired ? 'confirm.expiredText' : 'confirm.refusedText')}</p>
      <p className="page-lead">{t('reopen.hint')}</p>
      <BackToChat />
    </Page>
  );
};
