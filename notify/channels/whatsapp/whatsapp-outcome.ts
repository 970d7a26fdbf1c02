import type { SendOutcome } from '@atlas/shared/ports';
import { GraphAnswerError, GraphApiError, meaningOf } from '@atlas/shared/whatsapp';
import { connectionOutcome } from '../connection-outcome.ts';

/** One message in six seconds is what a person gets once a burst is used up. */
const pairPauseSeconds = 6;
const throughputPauseSeconds = 1;
const unauthorizedPauseSeconds = 60;

/**
 * What a failed call of the Cloud API means. A refusal in its own envelope says "not sent"; an answer in another form,
 * or none, says nothing.
 *
 * @param isLaneWide asked where one person gets too much: whether the whole number, not just they, is to be held back.
 */
export const whatsappOutcome = (error: unknown, isLaneWide: () => boolean): SendOutcome => {
  if (error instanceof GraphAnswerError) return { outcome: 'unknown', code: 'no_answer' };
  if (!(error instanceof GraphApiError)) return connectionOutcome(error);
  const meaning = meaningOf(error.code, error.status);
  switch (meaning) {
    case 'gone':
      return { outcome: 'refused', code: 'recipient_gone', recipientGone: true };
    case 'unauthorized':
      return {
        outcome: 'retry',
        code: 'unauthorized',
        afterSeconds: unauthorizedPauseSeconds,
        scope: 'lane',
      };
    case 'throughput':
      return { outcome: 'retry', code: 'rate_limited', afterSeconds: throughputPauseSeconds, scope: 'lane' };
    case 'pair':
      return {
        outcome: 'retry',
        code: 'rate_limited',
        afterSeconds: pairPauseSeconds,
        scope: isLaneWide() ? 'lane' : 'chat',
      };
    case 'failing':
      return { outcome: 'retry', code: 'provider_error', scope: 'chat' };
    default:
      return { outcome: 'refused', code: meaning, recipientGone: false };
  }
};
