import { useTranslation } from 'react-i18next';
import { useWechatPage } from '../../launch/use-wechat-page.ts';
import { Button } from '../../ui/button.tsx';

/** In WeChat's browser, without the mini program: WeChat says who looks at the page, and sends it back. */
export const WechatPageSignIn = () => {
  const { t } = useTranslation();
  const { begin, isBusy } = useWechatPage();
  return (
    <Button onPress={begin} isBusy={isBusy}>
      {t('outside.wechat')}
    </Button>
  );
};
