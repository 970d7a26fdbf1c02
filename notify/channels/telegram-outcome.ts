import type { SendOutcome } from '@atlas/shared/ports';
import { GrammyError, HttpError } from 'grammy';

/** Failures of name look-up, connecting and TLS: nothing was written, so nothing was sent. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const gone = /chat not found|user is deactivated|PEER_ID_INVALID|bot can't initiate conversation/i;
const unauthorizedPauseSeconds = 60;

const causeOf = (error: unknown): { code: string; syscall?: string } => {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code, syscall } = current as { code?: unknown; syscall?: string };
    if (typeof code === 'string' && current.cause === undefined) return { code, syscall };
  }
  return { code: 'network' };
};

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

const ofConnection = (error: unknown): SendOutcome => {
  const { code, syscall } = causeOf(error);
  const isUnsent = neverConnected.has(code) || syscall === 'connect' || syscall === 'getaddrinfo';
  return isUnsent
    ? { outcome: 'retry', code: 'unreachable', scope: 'lane' }
    : { outcome: 'unknown', code: 'no_answer' };
};

/**
 * What a failed call of the Bot API means. An error in Telegram's own envelope says "not sent"; a connection that broke
 * after it was established, an answer that never came or that isn't Telegram's (a proxy's page) says nothing.
 *
 * @param isLaneWide asked on a 429 only: whether the whole bot, not just this chat, is to be held back.
 */
export const telegramOutcome = (error: unknown, isLaneWide: () => boolean): SendOutcome => {
  if (error instanceof GrammyError && Number.isInteger(error.error_code)) return ofAnswer(error, isLaneWide);
  return ofConnection(error instanceof HttpError ? error.error : error);
};
