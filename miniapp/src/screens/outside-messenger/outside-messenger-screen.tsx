import { lazy, Suspense, useState } from 'react';
import { getI18n, useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { loadWords } from '../../i18n/i18n.ts';
import { isInWechat } from '../../messenger/wechat-launch.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { SigningIn } from '../launch/launch-screens.tsx';
import { OpenChat } from './open-chat.tsx';
import { WechatPageSignIn } from './wechat-page-sign-in.tsx';

const WhatsappSignIn = lazy(async () => {
  const [loaded] = await Promise.all([
    import('../browser-sign-in/whatsapp-sign-in.tsx'),
    loadWords(getI18n(), 'browser'),
  ]);
  return loaded;
});

/** What a plain browser shows: how to get in. */
const WaysIn = ({ onWhatsapp }: { onWhatsapp: (() => void) | undefined }) => {
  const { t } = useTranslation();
  return (
    <Page
      title={t('outside.title')}
      lead={
        <span className="emblem">
          <Icon name="chat" />
        </span>
      }
      layout="centered"
      takesFocus={false}
    >
      <p className="page-lead">{t('outside.text')}</p>
      <ol className="steps">
        <li>{t('outside.step1')}</li>
        <li>{t('outside.step2')}</li>
        <li>{t('outside.step3')}</li>
      </ol>
      {isInWechat(navigator.userAgent) ? <WechatPageSignIn /> : <OpenChat />}
      {onWhatsapp && (
        <Button kind="plain" onPress={onWhatsapp}>
          {t('outside.whatsapp')}
        </Button>
      )}
    </Page>
  );
};

/** A plain browser: nobody is known here yet. With WhatsApp, a sign-in can begin on this page. */
const OutsideMessengerScreen = () => {
  const { settings } = useApp();
  const [isBegun, setBegun] = useState(false);
  const begin = settings.whatsappLink ? () => setBegun(true) : undefined;
  if (!isBegun) return <WaysIn onWhatsapp={begin} />;
  return (
    <ErrorBoundary fallback={<WaysIn onWhatsapp={() => location.reload()} />}>
      <Suspense fallback={<SigningIn />}>
        <WhatsappSignIn onCancel={() => setBegun(false)} />
      </Suspense>
    </ErrorBoundary>
  );
};

export default OutsideMessengerScreen;
