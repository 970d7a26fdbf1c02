import type { SendOutcome } from '@atlas/shared/ports';
import { WechatAnswerError, WechatApiError, wechatMeaningOf } from '@atlas/shared/wechat';
import { connectionOutcome } from '../connection-outcome.ts';

/** WeChat says of neither limit when it ends; a minute is what its frequency limits are counted by. */
export const pauseSeconds = 60;
const tooManyToOne = 45047;

/** Whether WeChat says that words of our own are not (or no more) allowed towards this person. */
export const isWindowClosed = (error: unknown): boolean =>
  error instanceof WechatApiError &&
  (error.code === tooManyToOne || wechatMeaningOf(error.code) === 'window_closed');

/** Whether WeChat says that no message of this template is allowed towards this person. */
export const isConsentGone = (error: unknown): boolean =>
  error instanceof WechatApiError && wechatMeaningOf(error.code) === 'no_consent';

const later = (code: string, scope: 'chat' | 'lane'): SendOutcome => ({
  outcome: 'retry',
  code,
  afterSeconds: pauseSeconds,
  scope,
});

/**
 * What a failed call of WeChat's API means. An `errcode` says "not sent"; an answer in another form, or none, says nothing.
 *
 * @param isLaneWide asked where calls are too frequent: whether all of them, not just those to one person.
 */
export const wechatOutcome = (error: unknown, isLaneWide: () => boolean): SendOutcome => {
  if (error instanceof WechatAnswerError) return { outcome: 'unknown', code: 'no_answer' };
  if (!(error instanceof WechatApiError)) return connectionOutcome(error);
  const meaning = wechatMeaningOf(error.code);
  switch (meaning) {
    case 'gone':
      return { outcome: 'refused', code: 'recipient_gone', recipientGone: true };
    case 'unauthorized':
      return later('unauthorized', 'lane');
    case 'throughput':
      return later('rate_limited', 'lane');
    case 'pair':
      return later('rate_limited', isLaneWide() ? 'lane' : 'chat');
    case 'failing':
      return { outcome: 'retry', code: 'provider_error', scope: 'chat' };
    default:
      return { outcome: 'refused', code: meaning, recipientGone: false };
  }
};
