import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ReceivedUpdate = {
  headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into updates of every shape
  update: any;
  atMs: number;
};

type Answer = (received: ReceivedUpdate, res: ServerResponse) => void;

/** A bot's webhook that remembers what came and answers as it is told. */
export const startBotServer = async () => {
  const received: ReceivedUpdate[] = [];
  let answer: Answer = (_received, res) => void res.end();
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => void chunks.push(chunk));
    req.on('end', () => {
      const one = {
        headers: req.headers,
        update: JSON.parse(Buffer.concat(chunks).toString()),
        atMs: performance.now(),
      };
      received.push(one);
      answer(one, res);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/webhook`,
    received,
    texts: (): string[] => received.map(({ update }) => update.message?.text),
    answerWith: (next: Answer) => {
      answer = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
