import { WechatAnswerError, WechatApiError, wechatMeaningOf } from '@atlas/shared/wechat';
import type { HandlingFailure } from '../inbox/index.ts';

const tooManyToOne = 45047;
const minuteSeconds = 60;

/** What a failed call of WeChat's API means. Whoever may not be written to any more is not told anything. */
export const failureOf = (error: unknown): HandlingFailure => {
  if (error instanceof WechatAnswerError) return { is: 'later', code: 'wechat_garbled', afterSeconds: 0 };
  if (!(error instanceof WechatApiError)) {
    const isNetwork = error instanceof TypeError || (error as { name?: unknown })?.name === 'TimeoutError';
    return { is: 'later', code: isNetwork ? 'wechat_unreachable' : 'internal', afterSeconds: 0 };
  }
  const code = `wechat_${error.code}`;
  if (error.code === tooManyToOne) return { is: 'gone' };
  switch (wechatMeaningOf(error.code)) {
    case 'gone':
    case 'window_closed':
      return { is: 'gone' };
    case 'unauthorized':
    case 'throughput':
    case 'pair':
      return { is: 'later', code, afterSeconds: minuteSeconds };
    case 'failing':
      return { is: 'later', code, afterSeconds: 0 };
    default:
      return { is: 'refused', code };
  }
};
