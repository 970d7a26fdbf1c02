import { randomBytes } from 'node:crypto';
import type { Clock } from '../ports/index.ts';
import { createCallbackCipher, WechatCallbackError } from './callback-cipher.ts';
import { callbackSignature, isSignature } from './callback-signature.ts';
import { parseExactly } from './parse-exactly.ts';
import { parseXml, writeXml } from './xml.ts';

export type CallbackFormat = 'xml' | 'json';

/** What stands in the address of a push; `null` where it is not there. */
export type CallbackQuery = {
  signature: string | null;
  timestamp: string | null;
  nonce: string | null;
  encryptType: string | null;
  msgSignature: string | null;
};

export type OpenedCallback = {
  /** Fields as WeChat names them. A number too large for JavaScript is its digits, as `MsgId` always is. */
  message: Readonly<Record<string, unknown>>;
  format: CallbackFormat;
  /** Whether it came encrypted: then a reply has to be, too. */
  isSealed: boolean;
};

/** Fields of a passive reply; `Content` and the like. */
export type CallbackReply = Parameters<typeof writeXml>[0];

export type WechatCallbacks = {
  /** Whether the check of the address is WeChat's; `echostr` is the answer then. */
  isAddressCheck(query: CallbackQuery): boolean;
  /** @throws WechatCallbackError for whatever is not a push to this app, signed within five minutes. */
  open(query: CallbackQuery, body: string): OpenedCallback;
  /** The body of a reply, encrypted where what it answers was. */
  write(reply: CallbackReply, to: Pick<OpenedCallback, 'format' | 'isSealed'>): string;
};

type Options = {
  appId: string;
  token: string;
  encodingAesKey: string;
  clock: Clock;
  /**
   * Takes pushes that are not encrypted (Default: false). Their signature covers no body: whoever saw one address could
   * send anything with it for five minutes.
   */
  takesPlain?: boolean;
};

/** Two clocks differ, and a push is repeated for a quarter of a minute. */
const windowSeconds = 300;

const isElements = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parseJson = (text: string): Record<string, unknown> => {
  let parsed: unknown;
  try {
    parsed = parseExactly(text, (key) => key === 'MsgId');
  } catch (cause) {
    throw new WechatCallbackError('not well-formed', { cause });
  }
  if (!isElements(parsed)) throw new WechatCallbackError('no object');
  return parsed;
};

/** By the body itself: content types of pushes can't be relied upon. */
const formatOf = (body: string): CallbackFormat => (body.trimStart().startsWith('<') ? 'xml' : 'json');
const parse = (text: string, format: CallbackFormat) => (format === 'xml' ? parseXml(text) : parseJson(text));

const required = (value: string | null): string => {
  if (value === null || value === '' || value.length > 128) throw new WechatCallbackError('signature');
  return value;
};

/**
 * WeChat's message push to one app: its signatures, and its encryption in safe mode, where only `msg_signature` counts
 * because `signature` says nothing of the body. [message push page]
 */
export const createWechatCallbacks = ({
  appId,
  token,
  encodingAesKey,
  clock,
  takesPlain = false,
}: Options): WechatCallbacks => {
  const cipher = createCallbackCipher({ encodingAesKey, appId });

  const assertRecent = (timestamp: string): void => {
    const ageSeconds = Math.abs(clock().getTime() / 1000 - Number(timestamp));
    if (!/^\d{1,12}$/.test(timestamp) || ageSeconds > windowSeconds) throw new WechatCallbackError('stale');
  };

  const assertSigned = (given: string | null, query: CallbackQuery, ...encrypted: string[]): void => {
    const [timestamp, nonce] = [required(query.timestamp), required(query.nonce)];
    const expected = callbackSignature(token, timestamp, nonce, ...encrypted);
    if (!isSignature(required(given), expected)) throw new WechatCallbackError('signature');
    assertRecent(timestamp);
  };

  return {
    isAddressCheck: (query) => {
      try {
        assertSigned(query.signature, query);
        return true;
      } catch {
        return false;
      }
    },
    open: (query, body) => {
      const format = formatOf(body);
      const isSealed = query.encryptType === 'aes' || query.msgSignature !== null;
      if (!isSealed) {
        if (!takesPlain) throw new WechatCallbackError('not encrypted');
        assertSigned(query.signature, query);
        return { message: parse(body, format), format, isSealed };
      }
      const { Encrypt: encrypted } = parse(body, format);
      if (typeof encrypted !== 'string') throw new WechatCallbackError('no Encrypt');
      assertSigned(query.msgSignature, query, encrypted);
      const inside = cipher.open(encrypted);
      const insideFormat = formatOf(inside);
      return { message: parse(inside, insideFormat), format: insideFormat, isSealed };
    },
    write: (reply, { format, isSealed }) => {
      const plain = format === 'xml' ? writeXml(reply) : JSON.stringify(reply);
      if (!isSealed) return plain;
      const timestamp = Math.floor(clock().getTime() / 1000);
      const nonce = randomBytes(8).readBigUInt64BE().toString();
      const encrypted = cipher.seal(plain);
      const envelope = {
        Encrypt: encrypted,
        MsgSignature: callbackSignature(token, String(timestamp), nonce, encrypted),
        TimeStamp: timestamp,
        Nonce: nonce,
      };
      return format === 'xml' ? writeXml(envelope) : JSON.stringify(envelope);
    },
  };
};
