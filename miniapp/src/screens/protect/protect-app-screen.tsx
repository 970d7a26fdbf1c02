import { useTranslation } from 'react-i18next';
import { CodeEntry } from '../../protection/code-entry.tsx';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { SetupKey } from './setup-key.tsx';
import { useAuthenticator } from './use-authenticator.ts';

/** An authenticator app as a second factor: the key goes into the app, then its code comes back. */
const ProtectAppScreen = () => {
  const { t } = useTranslation('protection');
  const { setup, isBusy, start, begin, sendToChat, confirm } = useAuthenticator();
  return (
    <Page title={t('totp.title')}>
      {setup ? (
        <>
          <SetupKey setup={setup} isSending={isBusy} onSendToChat={sendToChat} />
          <h2 className="section-title step-title">{t('totp.step2')}</h2>
          <CodeEntry
            key={setup.factorId}
            question={setup}
            submit={(code, options) => confirm(setup, code, options)}
            resend={begin}
            restart={begin}
            restartLabel={t('totp.newKey')}
            takesFocus={false}
          />
        </>
      ) : (
        <>
          <p className="page-text">{t('totp.startText')}</p>
          <Button onPress={start} isBusy={isBusy}>
            {t('totp.start')}
          </Button>
        </>
      )}
    </Page>
  );
};

export default ProtectAppScreen;
