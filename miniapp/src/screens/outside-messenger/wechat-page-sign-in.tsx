import { StartedWechatPage } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { readAnswer } from '../../api/read-answer.ts';
import { newTrace } from '../../api/trace.ts';
import { useApp } from '../../app-context.ts';
import { useAction } from '../../resources/use-action.ts';
import { Button } from '../../ui/button.tsx';

/** In WeChat's browser, without the mini program: WeChat says who looks at the page, and sends it back. */
export const WechatPageSignIn = () => {
  const { connection } = useApp();
  const { t } = useTranslation();
  const { run, isBusy } = useAction();
  const begin = () =>
    run(async ({ trace }) => {
      const answer = await connection.send({
        method: 'POST',
        path: '/v1/login-starts/wechat',
        body: {},
        isRepeatable: true,
        trace: trace ?? newTrace(),
      });
      location.assign((await readAnswer(StartedWechatPage, answer)).authorizeUrl);
    });
  return (
    <Button onPress={() => void begin()} isBusy={isBusy}>
      {t('outside.wechat')}
    </Button>
  );
};
