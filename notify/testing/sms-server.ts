import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProviderMood } from '@atlas/shared/ports/channel.contract';

/** What a provider says, in its own form. */
export type SmsDialect = {
  readMessage(body: string): { to: string; text: string; fields: Record<string, unknown> };
  taken(id: string): { status: number; body: object };
  refusals: Partial<Record<ProviderMood, { status: number; body: object; headers?: Record<string, string> }>>;
};

export const gatewayDialect: SmsDialect = {
  readMessage: (body) => {
    const fields = JSON.parse(body) as Record<string, string>;
    return { to: fields.to ?? '', text: fields.body ?? '', fields };
  },
  taken: (id) => ({ status: 202, body: { id, status: 'queued', segments: 1, encoding: 'GSM-7' } }),
  refusals: {
    gone: { status: 422, body: { code: 'recipient_opted_out' } },
    rejects: { status: 422, body: { code: 'body_invalid' } },
    rate_limited: { status: 429, body: { code: 'rate_limited' }, headers: { 'Retry-After': '7' } },
    failing: { status: 500, body: { code: 'internal' } },
  },
};

/** [Twilio error codes] */
export const twilioDialect: SmsDialect = {
  readMessage: (body) => {
    const fields = Object.fromEntries(new URLSearchParams(body));
    return { to: fields.To ?? '', text: fields.Body ?? '', fields };
  },
  taken: (id) => ({ status: 201, body: { sid: `SM${id}`, status: 'queued', num_segments: '1' } }),
  refusals: {
    gone: {
      status: 400,
      body: { code: 21610, message: 'Attempt to send to unsubscribed recipient', status: 400 },
    },
    rejects: { status: 400, body: { code: 21617, message: 'The message is too long', status: 400 } },
    rate_limited: {
      status: 429,
      body: { code: 20429, message: 'Too many requests', status: 429 },
      headers: { 'Retry-After': '7' },
    },
    failing: { status: 500, body: { code: 20500, message: 'Internal server error', status: 500 } },
  },
};

const readText = async (req: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

/** An SMS provider of its own port that can be in any mood. */
export const startSmsServer = async (dialect: SmsDialect) => {
  const taken: (ReturnType<SmsDialect['readMessage']> & {
    path: string;
    headers: IncomingMessage['headers'];
  })[] = [];
  let calls = 0;
  let mood: ProviderMood = 'well';

  const answer = (res: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) =>
    void res.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));

  const server = createServer(async (req, res) => {
    const body = await readText(req);
    calls += 1;
    if (mood === 'cut') return void req.socket.destroy();
    if (mood === 'silent') return;
    if (mood === 'garbled') return void res.writeHead(502).end('<html>Bad Gateway</html>');
    const refusal = dialect.refusals[mood];
    if (refusal) return answer(res, refusal.status, refusal.body, refusal.headers);
    taken.push({ ...dialect.readMessage(body), path: req.url ?? '', headers: req.headers });
    const { status, body: said } = dialect.taken(String(taken.length));
    answer(res, status, said);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const shut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    apiRoot: `http://127.0.0.1:${port}`,
    taken,
    calls: () => calls,
    setMood: async (next: ProviderMood) => {
      mood = next;
      if (mood === 'away') await shut();
      else if (!server.listening) await listen(port);
    },
    [Symbol.asyncDispose]: shut,
  };
};
export type SmsServer = Awaited<ReturnType<typeof startSmsServer>>;
