import { createHmac, timingSafeEqual } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Receipt } from '@atlas/shared/wire';
import { z } from 'zod';
import type { ReadReceipt } from './gateway-receipts.ts';

/** Our words for Twilio's. What comes after `delivered` says no more than that. */
const receiptOf: Readonly<Record<string, Receipt>> = {
  accepted: 'queued',
  scheduled: 'queued',
  queued: 'queued',
  sending: 'sending',
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  failed: 'failed',
  canceled: 'failed',
};

/**
 * Base64 of HMAC-SHA-1 over the full address, then every parameter, name followed by value, sorted by name.
 * [Twilio, Validating requests]
 */
export const twilioSignature = (authToken: string, url: string, parameters: URLSearchParams): string => {
  const sorted = [...parameters].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const text = url + sorted.map(([name, value]) => name + value).join('');
  return createHmac('sha1', authToken).update(text).digest('base64');
};

const isEqual = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

/** Twilio's status callbacks. The delivery is named by the query of the callback, which is signed with the rest. */
export const createReadTwilioReceipt =
  ({ authToken }: { authToken: string }): ReadReceipt =>
  ({ url, header, body }) => {
    const isForm = /^application\/x-www-form-urlencoded\b/.test(header('Content-Type') ?? '');
    const parameters = new URLSearchParams(isForm ? body.toString('utf8') : '');
    const expected = twilioSignature(authToken, url, parameters);
    if (!isEqual(Buffer.from(header('X-Twilio-Signature') ?? ''), Buffer.from(expected)))
      throw new AtlasError('webhook_unauthorized');
    if (!isForm) throw new AtlasError('unsupported_media_type');
    const deliveryId = z.uuid().safeParse(new URL(url).searchParams.get('delivery'));
    if (!deliveryId.success) throw new AtlasError('invalid_request');
    const receipt = receiptOf[parameters.get('MessageStatus') ?? ''];
    return receipt ? { deliveryId: deliveryId.data, receipt } : null;
  };
