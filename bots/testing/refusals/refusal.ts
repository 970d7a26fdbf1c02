import { gzipSync } from 'node:zlib';
import type { Callback, Callbacks } from '../callbacks.ts';
import type { TestBots } from '../start-bots.ts';

export type Answer = { status: number; code?: string };
/** A callback that is to be refused, what is said to it, and what it may leave behind (Default: nothing). */
export type Refusal = readonly [
  what: string,
  make: (make: Callbacks, bots: TestBots) => Callback | Promise<Callback>,
  says: Answer,
  grown?: Record<string, number>,
];

export const day = 86_400;
export const unauthorized = { status: 401, code: 'webhook_unauthorized' };
export const notJson = { status: 400, code: 'invalid_json' };
export const notTrue = { status: 400, code: 'invalid_request' };
export const tooLarge = { status: 413, code: 'body_too_large' };
export const notThatType = { status: 415, code: 'unsupported_media_type' };
/** Nothing that a messenger could mend by coming again: it is told that all is well. */
export const letBe = { status: 200 };

export const nested = (depth: number): object => (depth === 0 ? {} : { next: nested(depth - 1) });
export const withHeaders = (callback: Callback, headers: Record<string, string>): Callback => ({
  ...callback,
  headers: { ...callback.headers, ...headers },
});
/** Signed for one body, sent with another. */
export const withBody = (callback: Callback, change: (body: string) => string): Callback => ({
  ...callback,
  body: change(String(callback.body)),
});
export const zipped = (callback: Callback): Callback => ({
  ...withHeaders(callback, { 'Content-Encoding': 'gzip' }),
  body: Buffer.from(gzipSync(callback.body)),
});
/** As Meta writes it: beyond ASCII and slashes escaped. */
export const escaped = (body: object): string =>
  JSON.stringify(body)
    .replaceAll('/', '\\/')
    .replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
export const turned = (text: string): string =>
  JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as object).reverse()));
