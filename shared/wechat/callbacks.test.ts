import { describe, expect, it } from 'vitest';
import { createCallbackCipher } from './callback-cipher.ts';
import { callbackSignature } from './callback-signature.ts';
import { type CallbackQuery, createWechatCallbacks, WechatCallbackError } from './index.ts';

const at = (seconds: number) => () => new Date(seconds * 1000);
const query = (more: Partial<CallbackQuery>): CallbackQuery => ({
  ...{ signature: null, timestamp: null, nonce: null, encryptType: null, msgSignature: null },
  ...more,
});

/** The message push page's example of safe mode. */
const demo = {
  app: { appId: 'wxba5fad812f8e6fb9', token: 'AAAAA', encodingAesKey: 'A'.repeat(43) },
  query: query({
    ...{ timestamp: '1714112445', nonce: '415670741', encryptType: 'aes' },
    signature: '6c5c811b55cc85e0e1b54100749188c20beb3f5d',
    msgSignature: '046e02f8204d34f8ba5fa3b1db94908f3df2e9b3',
  }),
  encrypted:
    '+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=',
};
const demoBody = JSON.stringify({ ToUserName: 'gh_97417a04a28d', Encrypt: demo.encrypted });
const demoCallbacks = (more: object = {}) =>
  createWechatCallbacks({ ...demo.app, clock: at(1714112445), ...more });

describe('a push of WeChat', () => {
  it('is answered where the check of the address is signed [message push page]', () => {
    const callbacks = demoCallbacks({ clock: at(1714036504) });
    const signed = query({
      signature: 'f464b24fc39322e44b38aa78f5edd27bd1441696',
      ...{ timestamp: '1714036504', nonce: '1514711492' },
    });
    expect(callbacks.isAddressCheck(signed)).toBe(true);
    expect(callbacks.isAddressCheck({ ...signed, nonce: '1514711493' })).toBe(false);
    expect(callbacks.isAddressCheck({ ...signed, signature: null })).toBe(false);
    expect(demoCallbacks({ clock: at(1714036805) }).isAddressCheck(signed)).toBe(false);
  });

  it('is opened in plain mode by its signature, and only where plain mode is set [message push page]', () => {
    const signed = query({
      signature: '899cf89e464efb63f54ddac96b0a0a235f53aa78',
      ...{ timestamp: '1714037059', nonce: '486452656' },
    });
    const clock = at(1714037059);
    const plain = demoCallbacks({ takesPlain: true, clock });
    const body = '{"MsgId":23637352235060880123,"CreateTime":1714037059}';
    expect(plain.open(signed, body)).toEqual({
      message: { MsgId: '23637352235060880123', CreateTime: 1714037059 },
      format: 'json',
      isSealed: false,
    });
    expect(() => plain.open({ ...signed, timestamp: '1714037060' }, body)).toThrow('signature');
    expect(() => demoCallbacks({ clock }).open(signed, body)).toThrow('not encrypted');
  });

  it('is opened in safe mode, as JSON [message push page]', () => {
    expect(demoCallbacks().open(demo.query, demoBody)).toEqual({
      message: {
        ...{ ToUserName: 'gh_97417a04a28d', FromUserName: 'o9AgO5Kd5ggOC-bXrbNODIiE3bGY' },
        ...{ CreateTime: 1714112445, MsgType: 'event', Event: 'debug_demo', debug_str: 'hello world' },
      },
      format: 'json',
      isSealed: true,
    });
  });

  it('is opened in safe mode, as XML, with an id too large for a number [WXBizMsgCrypt sample]', () => {
    const callbacks = createWechatCallbacks({
      ...{ appId: 'wx5823bf96d3bd56c7', token: 'QDG6eK' },
      encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
      clock: at(1409659813),
    });
    const encrypted =
      'RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==';
    const signed = query({
      ...{ timestamp: '1409659813', nonce: '1372623149', encryptType: 'aes' },
      msgSignature: '477715d11cdb4164915debcba66cb864d751f3e6',
    });
    const body = `<xml><ToUserName><![CDATA[x]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
    expect(callbacks.open(signed, body)).toMatchObject({
      message: {
        ...{ FromUserName: 'mycreate', Content: 'hello', MsgType: 'text' },
        ...{ MsgId: '4561255354251345929', AgentID: '218' },
      },
      format: 'xml',
    });
  });

  it('is refused where it is forged, altered, of another app, old, or signed in its address alone', () => {
    const callbacks = demoCallbacks();
    const withSignatureOf = (encrypted: string) => ({
      ...demo.query,
      msgSignature: callbackSignature('AAAAA', '1714112445', '415670741', encrypted),
    });
    const bodyOf = (Encrypt: unknown) => JSON.stringify({ Encrypt });
    const altered = demo.encrypted.replace('+qdx', '+qdy');
    const foreign = createCallbackCipher({ ...demo.app, appId: 'wx0000000000000000' }).seal('{}');
    const unpadded = `${demo.encrypted.slice(0, 64)}`;
    const refusals: [CallbackQuery, string, string][] = [
      [demo.query, bodyOf(altered), 'signature'],
      [{ ...demo.query, msgSignature: demo.query.signature }, demoBody, 'signature'],
      [{ ...demo.query, msgSignature: null }, demoBody, 'signature'],
      [{ ...demo.query, msgSignature: `0${demo.query.msgSignature}` }, demoBody, 'signature'],
      [{ ...demo.query, nonce: '415670742' }, demoBody, 'signature'],
      [withSignatureOf(foreign), bodyOf(foreign), 'of another app'],
      [withSignatureOf(unpadded), bodyOf(unpadded), 'padding'],
      [withSignatureOf('AAAA'), bodyOf('AAAA'), 'does not open'],
      [withSignatureOf('no'), bodyOf('no'), 'not base64'],
      [demo.query, bodyOf(1), 'no Encrypt'],
      [demo.query, '[]', 'no object'],
      [demo.query, '{', 'not well-formed'],
      [demo.query, '<xml><Encrypt>', 'not well-formed'],
    ];
    for (const [given, body, why] of refusals) expect(() => callbacks.open(given, body)).toThrow(why);
    for (const seconds of [1714112445 + 301, 1714112445 - 301])
      expect(() => demoCallbacks({ clock: at(seconds) }).open(demo.query, demoBody)).toThrow('stale');
  });

  it('never fails but by its own error, whatever is signed', () => {
    const callbacks = demoCallbacks();
    for (let length = 0; length < 97; length += 1) {
      const encrypted = Buffer.alloc(length, length).toString('base64');
      const msgSignature = callbackSignature('AAAAA', '1714112445', '415670741', encrypted);
      const body = JSON.stringify({ Encrypt: encrypted });
      expect(() => callbacks.open({ ...demo.query, msgSignature }, body)).toThrow(WechatCallbackError);
    }
  });
});

describe('a reply to WeChat', () => {
  it('is sealed as in the published example [message push page]', () => {
    const random = Buffer.from('707722b803182950');
    const encrypted = createCallbackCipher(demo.app).seal('{"demo_resp":"good luck"}', random);
    expect(encrypted).toBe(
      'ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==',
    );
    expect(callbackSignature('AAAAA', '1713424427', '415670741', encrypted)).toBe(
      '1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1',
    );
  });

  it('opens again, in both formats, with whatever a person wrote', () => {
    const callbacks = demoCallbacks();
    const Content = '早 <b>&amp; ]]> "\u{1f600}';
    for (const format of ['xml', 'json'] as const) {
      const sealed = callbacks.write({ Content, CreateTime: 5 }, { format, isSealed: true });
      const [msgSignature, timestamp, nonce] = ['MsgSignature', 'TimeStamp', 'Nonce'].map(
        (name) => new RegExp(`${name}(?:><!\\[CDATA\\[|>|":"?)(\\w+)`).exec(sealed)?.[1] ?? null,
      ) as [string, string, string];
      const opened = callbacks.open(query({ msgSignature, timestamp, nonce, encryptType: 'aes' }), sealed);
      expect(opened.message).toEqual({ Content, CreateTime: format === 'xml' ? '5' : 5 });
      expect(callbacks.write({ Content }, { format, isSealed: false })).toContain('早 <b>&amp;');
    }
  });

  it('pads every length to blocks of 32 and back', () => {
    const cipher = createCallbackCipher(demo.app);
    for (let length = 0; length < 70; length += 1)
      expect(cipher.open(cipher.seal('x'.repeat(length)))).toBe('x'.repeat(length));
  });
});
