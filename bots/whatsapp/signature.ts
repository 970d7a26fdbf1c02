import { createHmac, timingSafeEqual } from 'node:crypto';

const form = /^sha256=([0-9a-f]{64})$/;

/** Whether a header has the form of a signature: what has not is refused before a byte of the body is read. */
export const looksSigned = (header: string | undefined): boolean => form.test(header ?? '');

/** Checks `X-Hub-Signature-256` over the bytes as they came, in constant time. */
export const createSignatureCheck =
  (appSecret: string) =>
  (header: string | undefined, body: Uint8Array): boolean => {
    const shown = form.exec(header ?? '')?.[1];
    if (shown === undefined) return false;
    const expected = createHmac('sha256', appSecret).update(body).digest();
    return timingSafeEqual(Buffer.from(shown, 'hex'), expected);
  };
