import type { Channel, Clock, SendOutcome } from '@atlas/shared/ports';
import { createLaneWatch } from '../lane-watch.ts';
import { createSmsCall, type SmsAnswer } from './sms-call.ts';
import { validitySecondsOf } from './validity.ts';

export type SmsChannelOptions = {
  /** Root of the provider's API, without a trailing slash. */
  apiRoot: string;
  /** The gateway's bearer key; for Twilio `<account sid>:<auth token>`. */
  apiKey: string;
  /** What the message is from: an E.164 number, a short code or a name. */
  sender: string;
  /** Where receipts are to be posted. */
  callbackUrl: string;
  clock: Clock;
  /** What operators know it by (Default: `gateway`, `twilio`). */
  provider?: string;
  /** How long a call may take (Default: 10000); past it nobody knows whether the message was sent. */
  timeoutMs?: number;
};

const unauthorizedPauseSeconds = 60;
/** The number takes no message of ours any more, or is none. */
const goneCodes = new Set(['recipient_opted_out', 'recipient_unknown']);

const outcomeOf = (
  { status, retryAfterSeconds, body }: SmsAnswer,
  isLaneWide: () => boolean,
): SendOutcome => {
  if (status === 202 && typeof body.id === 'string') return { outcome: 'sent', providerMessageId: body.id };
  if (status === 429) {
    const scope = isLaneWide() ? 'lane' : 'chat';
    return { outcome: 'retry', code: 'rate_limited', afterSeconds: retryAfterSeconds ?? 1, scope };
  }
  // Our key, not the number, is at fault; held until it is put right or the message's time is over.
  if (status === 401 || status === 403 || status === 404)
    return { outcome: 'retry', code: 'unauthorized', afterSeconds: unauthorizedPauseSeconds, scope: 'lane' };
  if (status === 503) return { outcome: 'retry', code: 'provider_down', scope: 'lane' };
  if (status >= 500) return { outcome: 'retry', code: 'provider_error', scope: 'chat' };
  if (status >= 400) {
    const recipientGone = goneCodes.has(String(body.code));
    return { outcome: 'refused', code: recipientGone ? 'recipient_gone' : 'rejected', recipientGone };
  }
  return { outcome: 'unknown', code: 'no_answer' };
};

/**
 * An SMS gateway: `POST /messages`, answered 202 with an id. `clientRef` is our delivery id, so the gateway itself takes
 * a message once, however often it is posted.
 */
export const createSmsGatewayChannel = ({
  apiRoot,
  apiKey,
  sender,
  callbackUrl,
  clock,
  provider = 'gateway',
  timeoutMs = 10_000,
}: SmsChannelOptions): Channel => {
  const closing = new AbortController();
  const call = createSmsCall({ timeoutMs, closing: closing.signal });
  const isLaneWide = createLaneWatch();
  return {
    name: 'sms',
    provider,
    lane: `sms:${sender}`,
    send: ({ deliveryId, address, text, traceparent, expiresAt, isCode }) =>
      call(
        `${apiRoot}/messages`,
        {
          headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json', traceparent },
          body: JSON.stringify({
            to: address,
            from: sender,
            body: text,
            clientRef: deliveryId,
            validitySeconds: validitySecondsOf(expiresAt, clock()),
            callbackUrl,
            category: isCode ? 'otp' : 'transactional',
          }),
        },
        (answer) => outcomeOf(answer, () => isLaneWide(address)),
      ),
    close: async () => closing.abort(),
  };
};
