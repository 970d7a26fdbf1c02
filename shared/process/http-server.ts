import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export type HttpServer = {
  port: number;
  /** No new requests; waits for those in flight (10 s at the most), then cuts what is left. */
  close(): Promise<void>;
};

/** The port is somebody else's; the message says what to do. */
export class PortTakenError extends Error {
  override name = 'PortTakenError';
}

const drainMs = 10_000;
const sweepMs = 50;

/** Listens on `host` with the limits every Atlas process has: headers within 10 s, a request within 15 s. */
export const listen = async (
  handler: RequestListener,
  { port, host = '127.0.0.1' }: { port: number; host?: string },
): Promise<HttpServer> => {
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 65_000, maxHeaderSize: 16 * 1024 },
    handler,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      reject(
        new PortTakenError(
          `Port ${port} is taken. Stop what listens there, or choose another one with PORT=${port + 1}.`,
        ),
      );
    });
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), drainMs);
        // A connection whose last request ends meanwhile would be kept alive for the next one.
        const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
        server.close(() => {
          clearTimeout(cut);
          clearInterval(sweep);
          resolve();
        });
      }),
  };
};
