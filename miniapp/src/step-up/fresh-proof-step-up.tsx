import { useTranslation } from 'react-i18next';
import { useApp } from '../app-context.ts';
import { OpenChat } from '../screens/outside-messenger/open-chat.tsx';
import { Button } from '../ui/button.tsx';

/** Only a new launch brings a fresh proof; this one says so, and leads back to the chat. */
export const FreshProofStepUp = () => {
  const { bridge } = useApp();
  const { t } = useTranslation('protection');
  const common = useTranslation().t;
  return (
    <>
      <p className="dialog-text">{t('stepUp.freshText')}</p>
      {bridge.close ? <Button onPress={bridge.close}>{common('common.close')}</Button> : <OpenChat />}
    </>
  );
};
