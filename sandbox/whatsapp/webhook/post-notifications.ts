import { createHmac } from 'node:crypto';
import type { Business } from '../business.ts';
import type { ChangeValue } from './change-values.ts';

const timeoutMs = 20_000;

const escapes = /[\u0080-\uffff]|\//g;

/** JSON as it is written there: every character beyond ASCII and every slash escaped. Signatures cover these bytes. */
export const toEscapedJson = (value: unknown): string =>
  JSON.stringify(value).replace(escapes, (character) =>
    character === '/' ? '\\/' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** `sha256=<hex>` over the bytes that are sent. */
export const signatureOf = (appSecret: string, body: string): string =>
  `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;

/** Posts changes as one notification; true when the address confirmed it. Never rejects. */
export const createPostNotifications =
  ({ business, stopping }: { business: Business; stopping: AbortSignal }) =>
  async (address: string, values: readonly ChangeValue[]): Promise<boolean> => {
    const changes = values.map((value) => ({ value, field: 'messages' }));
    const body = toEscapedJson({
      object: 'whatsapp_business_account',
      entry: [{ id: business.wabaId, changes }],
    });
    const response = await fetch(address, {
      method: 'POST',
      redirect: 'error',
      body,
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'facebookexternalua',
        'X-Hub-Signature-256': signatureOf(business.appSecret, body),
      },
      signal: AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)]),
    }).catch(() => undefined);
    await response?.body?.cancel().catch(() => undefined);
    return response?.status === 200;
  };
