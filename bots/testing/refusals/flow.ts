import { generateKeyPairSync, hkdfSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { hubSignature } from '../callbacks.ts';
import { sealFlow } from '../seal-flow.ts';
import type { TestBots } from '../start-bots.ts';
import {
  nested,
  notJson,
  notThatType,
  notTrue,
  type Refusal,
  tooLarge,
  turned,
  withBody,
  withHeaders,
  zipped,
} from './refusal.ts';

const notOurs = { status: 432 };
const notOpened = { status: 421 };
const closed = { status: 427 };
export const ping = { version: '3.0', action: 'ping' };
const asksWith = (flow_token: string) => ({ version: '3.0', action: 'INIT', flow_token });
/** As ours are signed, for a question that nobody asked. */
const tokenOf = (bots: TestBots, { secret = bots.sandbox.whatsapp.appSecret, seconds = 60 }) =>
  new SignJWT({ challenge: '0199aaaa-0000-7000-8000-000000000000', locale: 'en' })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject('US.1000001')
    .setIssuer(bots.sandbox.whatsapp.phoneNumberId)
    .setAudience('atlas-code-flow')
    .setExpirationTime(new Date(bots.clock().getTime() + seconds * 1000))
    .sign(new Uint8Array(hkdfSync('sha256', secret, '', 'atlas flow token', 32)));
const altered = (name: 'encrypted_flow_data' | 'encrypted_aes_key' | 'initial_vector') => {
  const { body } = sealFlow(ping);
  const bytes = Buffer.from(body[name], 'base64');
  bytes[0] = (bytes[0] as number) ^ 1;
  return { ...body, [name]: bytes.toString('base64') };
};

/** The like of a request to the Flow’s endpoint. */
export const flowRefusals: readonly Refusal[] = [
  ['without a signature', (c) => withHeaders(c.flow(ping), { 'X-Hub-Signature-256': '' }), notOurs],
  [
    'signed with another secret',
    (c) => {
      const callback = c.flow(ping);
      return withHeaders(callback, { 'X-Hub-Signature-256': hubSignature(callback.body, 'f'.repeat(32)) });
    },
    notOurs,
  ],
  ['with the signature of another', (c) => withBody(c.flow(ping), () => sealFlow(ping).raw), notOurs],
  ['with its keys in another order', (c) => withBody(c.flow(ping), turned), notOurs],
  ['cut short', (c) => withBody(c.flow(ping), (body) => body.slice(0, -1)), notOurs],
  ['cut short before it was signed', (c) => c.flowBody(sealFlow(ping).raw.slice(0, -1)), notJson],
  ['as text', (c) => withHeaders(c.flow(ping), { 'Content-Type': 'text/plain' }), notThatType],
  ['zipped', (c) => zipped(c.flow(ping)), notThatType],
  ['of more than 64 KB', (c) => c.flow({ ...ping, more: 'x'.repeat(64 * 1024) }), tooLarge],
  [
    'sealed to another key',
    (c) => c.flow(ping, { to: generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey }),
    notOpened,
  ],
  ['with another word', (c) => c.flowBody(altered('encrypted_flow_data')), notOpened],
  ['with another key', (c) => c.flowBody(altered('encrypted_aes_key')), notOpened],
  ['with another vector', (c) => c.flowBody(altered('initial_vector')), notOpened],
  ['of no action', (c) => c.flow({ version: '3.0' }), notTrue],
  ['of nobody’s token', (c) => c.flow(asksWith('x')), closed],
  [
    'of a token under another secret',
    async (c, bots) => c.flow(asksWith(await tokenOf(bots, { secret: 'f'.repeat(32) }))),
    closed,
  ],
  [
    'of a token that is over',
    async (c, bots) => c.flow(asksWith(await tokenOf(bots, { seconds: -1 }))),
    closed,
  ],
  ['nested deep, of nobody’s token', (c) => c.flow({ ...asksWith('x'), data: nested(2000) }), closed],
];
