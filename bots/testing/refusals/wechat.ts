import type { Callback } from '../callbacks.ts';
import { createSealWechat } from '../seal-wechat.ts';
import type { TestBots } from '../start-bots.ts';
import {
  day,
  letBe,
  nested,
  notThatType,
  notTrue,
  type Refusal,
  tooLarge,
  unauthorized,
  withBody,
  withHeaders,
  zipped,
} from './refusal.ts';

const sealedBy = (bots: TestBots, changes: Partial<TestBots['wechat']>) => ({
  seal: createSealWechat({ config: { ...bots.wechat, ...changes }, clock: bots.clock }),
});
const sealedAt = (bots: TestBots, seconds: number) => ({
  seal: createSealWechat({
    config: bots.wechat,
    clock: () => new Date(bots.clock().getTime() + seconds * 1000),
  }),
});
const laughs = `<!DOCTYPE xml [<!ENTITY a "haha">${Array.from(
  { length: 9 },
  (_, n) => `<!ENTITY ${'abcdefghij'[n + 1]} "${`&${'abcdefghij'[n]};`.repeat(10)}">`,
).join('')}]><xml><Encrypt>&j;</Encrypt></xml>`;
const encryptedOf = ({ body }: Callback) => (JSON.parse(String(body)) as { Encrypt: string }).Encrypt;
const reEncoded = (callback: Callback, change: (encrypted: string) => unknown): Callback => ({
  ...callback,
  body: JSON.stringify({ Encrypt: change(encryptedOf(callback)) }),
});
/** A good query is remembered: it brings one body only. */
export const stamp = { 'bots.wechat_stamps': 1 };

/** The like of a push of WeChat’s. */
export const wechatRefusals: readonly Refusal[] = [
  [
    'signed with another token',
    (c, bots) => c.wechat(c.push('1'), sealedBy(bots, { token: 'another-token' })),
    unauthorized,
  ],
  [
    'sealed for another app',
    (c, bots) => c.wechat(c.push('1'), sealedBy(bots, { appId: 'wx0000000000000001' })),
    unauthorized,
  ],
  [
    'sealed with another key',
    (c, bots) => c.wechat(c.push('1'), sealedBy(bots, { encodingAesKey: 'A'.repeat(43) })),
    unauthorized,
  ],
  [
    'with the signature of its address alone',
    (c, bots) =>
      c.wechat(c.push('1'), {
        query: { msg_signature: bots.sealWechat({}, { isSealed: false }).query.signature ?? '' },
      }),
    unauthorized,
  ],
  ['of another nonce', (c) => c.wechat(c.push('1'), { query: { nonce: '1' } }), unauthorized],
  [
    'of another second',
    (c) => c.wechat(c.push('1'), { query: { timestamp: String(c.nowSeconds(1)) } }),
    unauthorized,
  ],
  [
    'with the body of another',
    (c, bots) => c.wechat(c.push('1'), { body: bots.sealWechat(c.push('2')).body }),
    unauthorized,
  ],
  [
    'in the clear',
    (c) =>
      c.wechat(c.push('1'), {
        query: { encrypt_type: '', msg_signature: '' },
        body: JSON.stringify(c.push('1')),
      }),
    unauthorized,
  ],
  [
    're-encoded for an address',
    (c) =>
      reEncoded(c.wechat(c.push('1')), (text) =>
        text.replaceAll('+', '-').replaceAll('/', '_').replace(/=*$/, '-'),
      ),
    unauthorized,
  ],
  [
    're-encoded with a line’s end',
    (c) => reEncoded(c.wechat(c.push('1')), (text) => `${text}\n`),
    unauthorized,
  ],
  ['re-encoded as a list', (c) => reEncoded(c.wechat(c.push('1')), (text) => [text]), unauthorized],
  [
    'cut short',
    (c) => withBody(c.wechat(c.push('1'), { format: 'xml' }), (body) => body.slice(0, -1)),
    unauthorized,
  ],
  ['of nothing', (c) => withBody(c.wechat(c.push('1')), () => ' '), unauthorized],
  [
    'that laughs a billion times',
    (c) => c.wechat(c.push('1'), { format: 'xml', body: laughs }),
    unauthorized,
  ],
  [
    'that reads a file',
    (c) =>
      c.wechat(c.push('1'), {
        format: 'xml',
        body: '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Encrypt>&f;</Encrypt></xml>',
      }),
    unauthorized,
  ],
  [
    'of elements too deep',
    (c) =>
      c.wechat(c.push('1'), {
        format: 'xml',
        body: `<xml>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</xml>`,
      }),
    unauthorized,
  ],
  [
    'of lists too deep',
    (c) => c.wechat(c.push('1'), { body: `{"Encrypt":${'['.repeat(30_000)}${']'.repeat(30_000)}}` }),
    unauthorized,
  ],
  ['33 deep inside', (c) => c.wechat(c.push('1', { deep: nested(33) })), notTrue],
  ['of no sender', (c) => c.wechat(c.push('1', { FromUserName: undefined })), notTrue],
  ['as text', (c) => withHeaders(c.wechat(c.push('1')), { 'Content-Type': 'text/plain' }), notThatType],
  ['zipped', (c) => zipped(c.wechat(c.push('1'))), notThatType],
  ['of more than 64 KB', (c) => c.wechat(c.push('1', { more: 'x'.repeat(64 * 1024) })), tooLarge],
  ['sent six minutes ago', (c, bots) => c.wechat(c.push('1'), sealedAt(bots, -360)), unauthorized],
  ['sent in six minutes', (c, bots) => c.wechat(c.push('1'), sealedAt(bots, 360)), unauthorized],
  [
    'about what was done eight days ago',
    (c) => c.wechat(c.push('1', { CreateTime: c.nowSeconds(8 * day) })),
    letBe,
    stamp,
  ],
  [
    'about what is done tomorrow',
    (c) => c.wechat(c.push('1', { CreateTime: c.nowSeconds(-day) })),
    letBe,
    stamp,
  ],
];
