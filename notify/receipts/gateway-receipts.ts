import { createHmac, timingSafeEqual } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock } from '@atlas/shared/ports';
import { Receipt } from '@atlas/shared/wire';
import { z } from 'zod';
import type { ReportedReceipt } from './receipt.ts';

/** One call of the provider's, as it was received. */
export type ReceiptCall = {
  /** The address it was posted to, as the provider was given it. */
  url: string;
  header: (name: string) => string | undefined;
  body: Buffer;
};

/** Checks the signature over the received bytes, then reads them. Null for what says nothing to us. */
export type ReadReceipt = (call: ReceiptCall) => ReportedReceipt | null;

const toleranceSeconds = 300;
const header = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

const Body = z.object({ id: z.string(), clientRef: z.uuid(), status: Receipt });

const isEqual = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

/** `X-Signature: t=<seconds>,v1=<hex HMAC-SHA-256(key, t . body)>`, not older than 300 s. */
export const createReadGatewayReceipt = ({
  apiKey,
  clock,
}: {
  apiKey: string;
  clock: Clock;
}): ReadReceipt => {
  const isSigned = (shown: string | undefined, body: Buffer): boolean => {
    const [, seconds, signature] = header.exec(shown ?? '') ?? [];
    if (!seconds || !signature) return false;
    if (Math.abs(clock().getTime() / 1000 - Number(seconds)) > toleranceSeconds) return false;
    const expected = createHmac('sha256', apiKey).update(`${seconds}.`).update(body).digest();
    return isEqual(Buffer.from(signature, 'hex'), expected);
  };
  return (call) => {
    if (!isSigned(call.header('X-Signature'), call.body)) throw new AtlasError('webhook_unauthorized');
    if (!/^application\/json\b/.test(call.header('Content-Type') ?? ''))
      throw new AtlasError('unsupported_media_type');
    const { data } = Body.safeParse(parseJson(call.body));
    if (!data) throw new AtlasError('invalid_request');
    return { deliveryId: data.clientRef, receipt: data.status };
  };
};

const parseJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new AtlasError('invalid_json', {}, { cause });
  }
};
