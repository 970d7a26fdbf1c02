import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-1 of the strings, sorted and joined: how WeChat signs a push. */
export const callbackSignature = (...parts: readonly string[]): string =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');

/** Compares in constant time; anything but 40 hexadecimal digits is no signature. */
export const isSignature = (given: string, expected: string): boolean =>
  /^[0-9a-f]{40}$/.test(given) && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
