import { hubSignature } from '../callbacks.ts';
import {
  day,
  escaped,
  letBe,
  nested,
  notJson,
  notThatType,
  notTrue,
  type Refusal,
  tooLarge,
  turned,
  unauthorized,
  withBody,
  withHeaders,
  zipped,
} from './refusal.ts';

/** What somebody else, or a machine in between, may make of a notification of WhatsApp’s. */
export const whatsappRefusals: readonly Refusal[] = [
  [
    'without a signature',
    (c) => withHeaders(c.whatsapp(c.message('x')), { 'X-Hub-Signature-256': '' }),
    unauthorized,
  ],
  [
    'signed with another secret',
    (c) => {
      const callback = c.whatsapp(c.message('x'));
      return withHeaders(callback, { 'X-Hub-Signature-256': hubSignature(callback.body, 'f'.repeat(32)) });
    },
    unauthorized,
  ],
  [
    'with the signature of another',
    (c) => withBody(c.whatsapp(c.message('x')), () => JSON.stringify(c.message('y'))),
    unauthorized,
  ],
  [
    'read and written again',
    (c) => withBody(c.whatsapp(escaped(c.message('x'))), (body) => JSON.stringify(JSON.parse(body))),
    unauthorized,
  ],
  [
    'with letters escaped on the way',
    (c) => withBody(c.whatsapp(c.message('x')), (body) => body.replace('hi', '\\u0068i')),
    unauthorized,
  ],
  ['with its keys in another order', (c) => withBody(c.whatsapp(c.message('x')), turned), unauthorized],
  ['with a byte more', (c) => withBody(c.whatsapp(c.message('x')), (body) => `${body}\n`), unauthorized],
  ['cut short', (c) => withBody(c.whatsapp(c.message('x')), (body) => body.slice(0, -1)), unauthorized],
  ['cut short before it was signed', (c) => c.whatsapp(JSON.stringify(c.message('x')).slice(0, -1)), notJson],
  ['of bytes that are no text', (c) => c.whatsappBytes(Buffer.from('{"object":"\xff"}', 'latin1')), notJson],
  [
    'as a form',
    (c) => withHeaders(c.whatsapp(c.message('x')), { 'Content-Type': 'application/x-www-form-urlencoded' }),
    notThatType,
  ],
  ['zipped', (c) => zipped(c.whatsapp(c.message('x'))), notThatType],
  [
    'of more than 3 MB',
    (c) => c.whatsapp({ ...c.message('x'), more: 'x'.repeat(3 * 1024 * 1024) }),
    tooLarge,
  ],
  ['33 deep', (c) => c.whatsapp({ ...c.message('x'), deep: nested(33) }), notTrue],
  ['a million deep', (c) => c.whatsapp('['.repeat(1e6) + ']'.repeat(1e6)), notTrue],
  ['about something else', (c) => c.whatsapp({ ...c.message('x'), object: 'page' }), notTrue],
  [
    'older than a week',
    (c) => c.whatsapp(c.message('x', { timestamp: String(c.nowSeconds(7 * day + 3700)) })),
    letBe,
  ],
  ['of tomorrow', (c) => c.whatsapp(c.message('x', { timestamp: String(c.nowSeconds(-day)) })), letBe],
  ['of no time', (c) => c.whatsapp(c.message('x', { timestamp: 'now' })), letBe],
  [
    'about a status older than a week',
    (c) => c.whatsapp(c.status('x', 'read', { timestamp: '1600000000' })),
    letBe,
  ],
  [
    'about another number',
    (c) => c.whatsapp(c.notification({ metadata: { phone_number_id: '1' }, ...{ messages: [{ id: 'x' }] } })),
    letBe,
  ],
];
