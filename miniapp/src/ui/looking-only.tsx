import { useTranslation } from 'react-i18next';
import { useWechatPage } from '../launch/use-wechat-page.ts';
import { Button } from './button.tsx';

/** Said to whoever looks as a user that WeChat made up: nothing here is theirs, and what they do is refused. */
const LookingOnly = () => {
  const { t } = useTranslation();
  const { begin, isBusy } = useWechatPage();
  return (
    <div className="banner">
      <p>{t('browser.lookingOnly')}</p>
      <Button kind="plain" onPress={begin} isBusy={isBusy}>
        {t('launch.askButton')}
      </Button>
    </div>
  );
};

export default LookingOnly;
