import type { Channel, SendOutcome } from '@atlas/shared/ports';
import { createLaneWatch } from '../lane-watch.ts';
import type { SmsChannelOptions } from './gateway-channel.ts';
import { createSmsCall, type SmsAnswer } from './sms-call.ts';
import { validitySecondsOf } from './validity.ts';

const unauthorizedPauseSeconds = 60;
/** Opted out, not a mobile number, not a number. [Twilio error codes] */
const goneCodes = new Set([21610, 21614, 21211]);

const outcomeOf = (
  { status, retryAfterSeconds, body }: SmsAnswer,
  isLaneWide: () => boolean,
): SendOutcome => {
  if (status === 201 && typeof body.sid === 'string') return { outcome: 'sent', providerMessageId: body.sid };
  if (typeof body.code !== 'number' && status < 500) return { outcome: 'unknown', code: 'no_answer' };
  if (status === 429) {
    const scope = isLaneWide() ? 'lane' : 'chat';
    return { outcome: 'retry', code: 'rate_limited', afterSeconds: retryAfterSeconds ?? 1, scope };
  }
  if (status === 401 || status === 403 || status === 404)
    return { outcome: 'retry', code: 'unauthorized', afterSeconds: unauthorizedPauseSeconds, scope: 'lane' };
  if (status === 503) return { outcome: 'retry', code: 'provider_down', scope: 'lane' };
  if (status >= 500) return { outcome: 'retry', code: 'provider_error', scope: 'chat' };
  const recipientGone = goneCodes.has(body.code as number);
  return { outcome: 'refused', code: recipientGone ? 'recipient_gone' : 'rejected', recipientGone };
};

/**
 * Twilio's Messages API, and those shaped like it. It has no idempotency key, so a message whose fate is unknown could
 * come twice. Receipts name the delivery by the callback's query, which Twilio signs with the rest.
 */
export const createTwilioChannel = ({
  apiRoot,
  apiKey,
  sender,
  callbackUrl,
  clock,
  provider = 'twilio',
  timeoutMs = 10_000,
}: SmsChannelOptions): Channel => {
  const closing = new AbortController();
  const call = createSmsCall({ timeoutMs, closing: closing.signal });
  const isLaneWide = createLaneWatch();
  const accountSid = apiKey.split(':')[0];
  const authorization = `Basic ${Buffer.from(apiKey).toString('base64')}`;
  const from: Record<string, string> = sender.startsWith('MG')
    ? { MessagingServiceSid: sender }
    : { From: sender };
  return {
    name: 'sms',
    provider,
    lane: `sms:${sender}`,
    send: ({ deliveryId, address, text, traceparent, expiresAt }) =>
      call(
        `${apiRoot}/2010-04-01/Accounts/${accountSid}/Messages.json`,
        {
          headers: { Authorization: authorization, traceparent },
          body: new URLSearchParams({
            To: address,
            ...from,
            Body: text,
            StatusCallback: `${callbackUrl}?delivery=${deliveryId}`,
            ValidityPeriod: String(validitySecondsOf(expiresAt, clock())),
          }),
        },
        (answer) => outcomeOf(answer, () => isLaneWide(address)),
      ),
    close: async () => closing.abort(),
  };
};
