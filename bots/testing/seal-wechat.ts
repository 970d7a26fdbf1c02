import { createHash } from 'node:crypto';
import type { Clock } from '@atlas/shared/ports';
import { type CallbackReply, createWechatCallbacks, type WechatConfig } from '@atlas/shared/wechat';

type Form = { format: 'xml' | 'json'; isSealed: boolean };

const signatureOf = (...parts: string[]) => createHash('sha1').update(parts.sort().join('')).digest('hex');

const fieldOf = (envelope: string, name: string, format: Form['format']): string =>
  format === 'json'
    ? String((JSON.parse(envelope) as Record<string, unknown>)[name])
    : (new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([^\\]<]*)`).exec(envelope)?.[1] ?? '');

/** Writes pushes as WeChat does: body and query. */
export const createSealWechat =
  ({ config, clock }: { config: WechatConfig; clock: Clock }) =>
  (push: Record<string, unknown>, { format = 'json', isSealed = true }: Partial<Form> = {}) => {
    const timestamp = String(Math.floor(clock().getTime() / 1000));
    const nonce = String(Math.floor(Math.random() * 1e9));
    const plain = { timestamp, nonce, signature: signatureOf(config.token, timestamp, nonce) };
    const body = createWechatCallbacks({ ...config, clock }).write(push as CallbackReply, {
      format,
      isSealed,
    });
    if (!isSealed) return { body, query: plain as Record<string, string> };
    const [time, own] = ['TimeStamp', 'Nonce'].map((name) => fieldOf(body, name, format)) as [string, string];
    const query: Record<string, string> = {
      ...{ timestamp: time, nonce: own, signature: signatureOf(config.token, time, own) },
      ...{ encrypt_type: 'aes', msg_signature: fieldOf(body, 'MsgSignature', format) },
    };
    return { body, query };
  };
