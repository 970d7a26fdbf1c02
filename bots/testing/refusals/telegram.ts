import {
  nested,
  notJson,
  notThatType,
  notTrue,
  type Refusal,
  tooLarge,
  unauthorized,
  withBody,
  withHeaders,
  zipped,
} from './refusal.ts';

const secretHeader = 'X-Telegram-Bot-Api-Secret-Token';
/** The like of an update of Telegram’s. */
export const telegramRefusals: readonly Refusal[] = [
  ['without the secret', (c) => withHeaders(c.telegram(c.update(1)), { [secretHeader]: '' }), unauthorized],
  [
    'with another secret',
    (c, bots) => withHeaders(c.telegram(c.update(1)), { [secretHeader]: `${bots.webhookSecret}x` }),
    unauthorized,
  ],
  [
    'with the secret in its address',
    (c, bots) => {
      const callback = withHeaders(c.telegram(c.update(1)), { [secretHeader]: '' });
      return { ...callback, path: `${callback.path}?secret_token=${bots.webhookSecret}` };
    },
    unauthorized,
  ],
  ['cut short', (c) => withBody(c.telegram(c.update(1)), (body) => body.slice(0, -1)), notJson],
  [
    'as a form',
    (c) => withHeaders(c.telegram(c.update(1)), { 'Content-Type': 'application/x-www-form-urlencoded' }),
    notThatType,
  ],
  ['of more than 1 MB', (c) => c.telegram(c.update(1, { more: 'x'.repeat(1024 * 1024) })), tooLarge],
  [
    'of more than 1 MB once it is unzipped',
    (c) => zipped(c.telegram(c.update(1, { more: 'x'.repeat(8 * 1024 * 1024) }))),
    tooLarge,
  ],
  ['33 deep', (c) => c.telegram(c.update(1, { deep: nested(33) })), notTrue],
  ['of no number', (c) => c.telegram(c.update(1, { update_id: '1' })), notTrue],
];
