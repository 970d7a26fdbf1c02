import type { SendOutcome } from '@atlas/shared/ports';
import { isNeverConnected } from '../connection-outcome.ts';

/** What nodemailer says about a failed send. */
type MailError = Error & {
  code?: string;
  /** Last command: `RCPT TO`, `DATA`; `CONN` for the connection itself. */
  command?: string;
  /** The server's reply code; absent where the server said nothing that is SMTP. */
  responseCode?: number;
  /** Whether the same message would be refused again. */
  permanent?: boolean;
  timeoutType?: string;
};

/** Greylisting and limits say "later" without saying when. [RFC 6647, 2.4: retries of half a minute to some minutes] */
export const laterSeconds = 30;
const unauthorizedPauseSeconds = 60;
const beforeAnySend = new Set(['EDNS', 'ETLS', 'EREQUIRETLS', 'EPROXY']);

const ofReply = (
  { responseCode = 0, permanent, command }: MailError,
  isLaneWide: () => boolean,
): SendOutcome => {
  if (permanent) {
    const recipientGone = command === 'RCPT TO' && [550, 551, 553].includes(responseCode);
    return { outcome: 'refused', code: recipientGone ? 'recipient_gone' : 'rejected', recipientGone };
  }
  if (responseCode === 421) return { outcome: 'retry', code: 'provider_down', scope: 'lane' };
  if (command === 'RCPT TO' || command === 'MAIL FROM') {
    const scope = isLaneWide() ? 'lane' : 'chat';
    return { outcome: 'retry', code: 'rate_limited', afterSeconds: laterSeconds, scope };
  }
  return { outcome: 'retry', code: 'provider_error', scope: 'chat' };
};

/**
 * What a failed send means. A reply of the server says "not sent", for good or for now; a connection that broke later
 * than while it was being made says nothing. [RFC 5321 4.2.1, 6.1]
 *
 * @param isLaneWide asked when the server says "later" about one recipient.
 */
export const emailOutcome = (error: unknown, isLaneWide: () => boolean): SendOutcome => {
  const mailError = error as MailError;
  const { code = '', command, responseCode, timeoutType } = mailError;
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return { outcome: 'retry', code: 'unauthorized', afterSeconds: unauthorizedPauseSeconds, scope: 'lane' };
  const isUnsent =
    isNeverConnected(error) ||
    beforeAnySend.has(code) ||
    timeoutType === 'CONNECT_TIMEOUT' ||
    timeoutType === 'GREETING_TIMEOUT' ||
    // The pool's own: the connection went before the message was begun.
    (code === 'ECONNECTION' && command === undefined);
  if (isUnsent) return { outcome: 'retry', code: 'unreachable', scope: 'lane' };
  if (responseCode !== undefined) return ofReply(mailError, isLaneWide);
  return { outcome: 'unknown', code: 'no_answer' };
};
