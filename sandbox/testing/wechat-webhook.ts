import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { open } from '../wechat/callback/crypto.ts';
import { fromXml } from '../wechat/callback/xml.ts';

export type ReceivedPush = {
  query: Record<string, string>;
  raw: string;
  /** What was inside, opened where it was sealed. */
  inner: string;
  fields: Record<string, unknown>;
};
type Answer = string | number | 'never';
type Secrets = { token: string; encodingAesKey: string; appId: string };

const sha1 = (...parts: string[]) => createHash('sha1').update(parts.sort().join('')).digest('hex');
const parse = (text: string): Record<string, unknown> =>
  text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : (fromXml(text) ?? {});

/** A developer's server that passes the URL check, remembers pushes whose signatures hold, and answers as it is told. */
export const startWechatWebhook = async ({ token, ...keys }: Secrets) => {
  const received: ReceivedPush[] = [];
  const forged: string[] = [];
  let answer: (push: ReceivedPush) => Answer = () => 'success';
  const server = createServer((req, res) => {
    const query = Object.fromEntries(new URL(req.url ?? '/', 'http://webhook').searchParams);
    const { timestamp = '', nonce = '', signature, msg_signature, echostr } = query;
    if (req.method === 'GET') {
      const isTheirs = signature === sha1(token, timestamp, nonce);
      return void res.writeHead(isTheirs ? 200 : 403).end(isTheirs ? echostr : '');
    }
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => void chunks.push(chunk));
    req.on('end', () => {
      const raw = Buffer.concat(chunks).toString();
      const sealed = parse(raw).Encrypt;
      const isTheirs =
        typeof sealed === 'string'
          ? msg_signature === sha1(token, timestamp, nonce, sealed)
          : signature === sha1(token, timestamp, nonce);
      if (!isTheirs) forged.push(raw);
      const inner = typeof sealed === 'string' ? (open(sealed, keys) ?? '') : raw;
      const push = { query, raw, inner, fields: parse(inner) };
      received.push(push);
      const said = answer(push);
      if (said === 'never') return;
      if (typeof said === 'number') res.writeHead(said).end();
      else res.end(said);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/webhook`,
    received,
    forged,
    fields: () => received.map((push) => push.fields),
    events: () => received.map(({ fields }) => fields.Event ?? fields.MsgType),
    answerWith: (next: Answer | ((push: ReceivedPush) => Answer)) => {
      answer = typeof next === 'function' ? next : () => next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
export type WechatWebhook = Awaited<ReturnType<typeof startWechatWebhook>>;
