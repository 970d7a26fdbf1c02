import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ReceivedNotification = {
  headers: IncomingHttpHeaders;
  raw: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into notifications of every shape
  values: any[];
};

/** A business's webhook that passes the handshake, remembers what came, and answers as it is told. */
export const startGraphWebhook = async (verifyToken: string) => {
  const received: ReceivedNotification[] = [];
  let status = 200;
  const server = createServer((req, res) => {
    const { searchParams } = new URL(req.url ?? '/', 'http://webhook');
    if (req.method === 'GET') {
      const isOurs = searchParams.get('hub.verify_token') === verifyToken;
      return void res.writeHead(isOurs ? 200 : 403).end(isOurs ? searchParams.get('hub.challenge') : '');
    }
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => void chunks.push(chunk));
    req.on('end', () => {
      const raw = Buffer.concat(chunks).toString();
      const { entry } = JSON.parse(raw) as { entry: { changes: { value: unknown }[] }[] };
      const values = entry.flatMap(({ changes }) => changes.map(({ value }) => value));
      received.push({ headers: req.headers, raw, values });
      res.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const values = () => received.flatMap((notification) => notification.values);
  return {
    url: `http://localhost:${port}/webhook`,
    received,
    values,
    messages: () => values().flatMap(({ messages = [] }) => messages),
    statuses: () => values().flatMap(({ statuses = [] }) => statuses),
    answerWith: (next: number) => {
      status = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
export type GraphWebhook = Awaited<ReturnType<typeof startGraphWebhook>>;
