import { StartedWechatPage } from '@atlas/shared/wire';
import { getI18n } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { readAnswer } from '../api/read-answer.ts';
import { newTrace } from '../api/trace.ts';
import { useApp } from '../app-context.ts';
import { loadWords } from '../i18n/i18n.ts';
import { useAction } from '../resources/use-action.ts';

/**
 * Signs in a page inside WeChat: WeChat asks who looks, and sends the browser back. The person is asked whether they
 * allow it, because only then WeChat says who they are in the mini program, and both are one account. A browser that
 * would have forgotten its key by then is told so before it goes.
 */
export const useWechatPage = () => {
  const { connection } = useApp();
  const { run, isBusy } = useAction();
  const begin = () =>
    run(
      async ({ trace = newTrace() }) => {
        if (!(await connection.isKeyKept())) {
          await loadWords(getI18n(), 'browser');
          throw new ApiError('key_not_kept');
        }
        const answer = await connection.send({
          method: 'POST',
          path: '/v1/login-starts/wechat',
          body: { scope: 'snsapi_userinfo' },
          isRepeatable: true,
          trace,
        });
        location.assign((await readAnswer(StartedWechatPage, answer)).authorizeUrl);
      },
      { explain: ({ code }) => (code === 'key_not_kept' ? getI18n().t('browser.keyNotKept') : undefined) },
    );
  return { begin: () => void begin(), isBusy };
};
