import type { SendOutcome } from '@atlas/shared/ports';
import { GrammyError, HttpError } from 'grammy';
import { connectionOutcome } from '../connection-outcome.ts';

const gone = /chat not found|user is deactivated|PEER_ID_INVALID|bot can't initiate conversation/i;
const unauthorizedPauseSeconds = 60;

const ofAnswer = (
  { error_code: status, description, parameters }: GrammyError,
  isLaneWide: () => boolean,
): SendOutcome => {
  if (status === 429) {
    return {
      outcome: 'retry',
      code: 'rate_limited',
      afterSeconds: parameters.retry_after ?? 1,
      scope: isLaneWide() ? 'lane' : 'chat',
    };
  }
  // Our token, not the recipient, is at fault; held until it is put right or the message's time is over.
  if (status === 401 || status === 404) {
    return { outcome: 'retry', code: 'unauthorized', afterSeconds: unauthorizedPauseSeconds, scope: 'lane' };
  }
  if (status === 403 || gone.test(description))
    return { outcome: 'refused', code: 'recipient_gone', recipientGone: true };
  if (status >= 500) return { outcome: 'retry', code: 'provider_error', scope: 'chat' };
  return { outcome: 'refused', code: 'rejected', recipientGone: false };
};

/**
 * What a failed call of the Bot API means. An error in Telegram's own envelope says "not sent"; a connection that broke
 * after it was established, an answer that never came or that isn't Telegram's (a proxy's page) says nothing.
 *
 * @param isLaneWide asked on a 429 only: whether the whole bot, not just this chat, is to be held back.
 */
export const telegramOutcome = (error: unknown, isLaneWide: () => boolean): SendOutcome => {
  if (error instanceof GrammyError && Number.isInteger(error.error_code)) return ofAnswer(error, isLaneWide);
  return connectionOutcome(error instanceof HttpError ? error.error : error);
};
