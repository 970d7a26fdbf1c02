import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { OpenChat } from './open-chat.tsx';

/** What a plain browser shows: how to get in. */
const OutsideMessengerScreen = () => {
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
      <OpenChat />
    </Page>
  );
};

export default OutsideMessengerScreen;
