import type { Request, Response } from 'express';

const heartbeatMs = 15_000;

/** The server-sent event streams that are open, so that stopping can end them. */
export type EventStreams = {
  /** Sends what `subscribe` emits until the reader leaves or `endAll`. */
  open(req: Request, res: Response, subscribe: (send: (data: unknown) => void) => () => void): void;
  endAll(): void;
};

export const createEventStreams = (): EventStreams => {
  const open = new Set<Response>();
  return {
    open: (req, res, subscribe) => {
      res.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      });
      res.write('retry: 1000\n\n');
      open.add(res);
      const unsubscribe = subscribe((data) => void res.write(`data: ${JSON.stringify(data)}\n\n`));
      const heartbeat = setInterval(() => res.write(': alive\n\n'), heartbeatMs);
      req.on('close', () => {
        clearInterval(heartbeat);
        unsubscribe();
        open.delete(res);
      });
    },
    endAll: () => {
      for (const res of open) res.end();
    },
  };
};
