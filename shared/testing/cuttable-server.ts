import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that a test can cut and mend, as a network, a kill -9 or a SIGSTOP would. */
export type CuttableServer = AsyncDisposable & {
  url: string;
  /** Ends every connection and refuses new ones. */
  cut(): void;
  /** Takes connections and passes nothing on. */
  freeze(): void;
  mend(): void;
};

/** Forwards to the server behind `url`. */
export const createCuttableServer = async (url: string): Promise<CuttableServer> => {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let state: 'whole' | 'cut' | 'frozen' = 'whole';
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((inbound) => {
    if (state === 'cut') return inbound.destroy();
    keep(inbound);
    if (state === 'frozen') return inbound.on('error', () => {});
    const outbound = connect(Number(target.port), target.hostname);
    keep(outbound);
    for (const [socket, other] of [
      [inbound, outbound],
      [outbound, inbound],
    ] as const) {
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
    }
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const forwarded = new URL(url);
  forwarded.hostname = '127.0.0.1';
  forwarded.port = String((server.address() as AddressInfo).port);
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const cut = () => {
    state = 'cut';
    endAll();
  };
  return {
    url: forwarded.href,
    cut,
    freeze: () => {
      state = 'frozen';
      for (const socket of sockets) socket.unpipe();
    },
    mend: () => {
      // What was frozen has lost its place in the stream.
      if (state === 'frozen') endAll();
      state = 'whole';
    },
    [Symbol.asyncDispose]: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
