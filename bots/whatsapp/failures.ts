import { GraphAnswerError, GraphApiError, meaningOf, pairPauseSeconds } from '@atlas/shared/whatsapp';
import type { HandlingFailure } from '../inbox/index.ts';

const throughputPauseSeconds = 1;
const unauthorizedPauseSeconds = 60;

/** What a failed call of the Cloud API means. @param attempt at the same thing, this one counted in */
export const failureOf = (error: unknown, attempt = 1): HandlingFailure => {
  if (error instanceof GraphAnswerError) return { is: 'later', code: 'whatsapp_garbled', afterSeconds: 0 };
  if (!(error instanceof GraphApiError)) {
    const isNetwork = error instanceof TypeError || (error as { name?: unknown })?.name === 'TimeoutError';
    return { is: 'later', code: isNetwork ? 'whatsapp_unreachable' : 'internal', afterSeconds: 0 };
  }
  const code = `whatsapp_${error.code}`;
  switch (meaningOf(error.code, error.status)) {
    case 'gone':
      return { is: 'gone' };
    case 'unauthorized':
      return { is: 'later', code, afterSeconds: unauthorizedPauseSeconds };
    case 'throughput':
      return { is: 'later', code, afterSeconds: throughputPauseSeconds };
    case 'pair':
      return { is: 'later', code, afterSeconds: pairPauseSeconds(attempt) };
    case 'failing':
      return { is: 'later', code, afterSeconds: 0 };
    default:
      return { is: 'refused', code };
  }
};
