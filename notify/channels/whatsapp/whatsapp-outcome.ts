import type { SendOutcome } from '@atlas/shared/ports';
import { GraphAnswerError, GraphApiError, meaningOf, pairPauseSeconds } from '@atlas/shared/whatsapp';
import { connectionOutcome } from '../connection-outcome.ts';

const throughputPauseSeconds = 1;
const unauthorizedPauseSeconds = 60;

/**
 * What a failed call of the Cloud API means. A refusal in its own envelope says "not sent"; an answer in another form,
 * or none, says nothing.
 *
 * @param countRefusal asked where one person gets too much: how many times in a row they did, this one counted in. It is
 *   them alone who are left in peace; that the whole number sends too much WhatsApp says by another code.
 */
export const whatsappOutcome = (error: unknown, countRefusal: () => number): SendOutcome => {
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
        afterSeconds: pairPauseSeconds(countRefusal()),
        scope: 'chat',
      };
    case 'failing':
      return { outcome: 'retry', code: 'provider_error', scope: 'chat' };
    default:
      return { outcome: 'refused', code: meaning, recipientGone: false };
  }
};
