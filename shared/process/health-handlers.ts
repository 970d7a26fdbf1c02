import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Health } from './health.ts';
import type { Metrics } from './metrics.ts';

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

const answer = (res: ServerResponse, status: number, contentType: string, body: string) => {
  res.writeHead(status, { 'Content-Type': contentType, 'Cache-Control': 'no-store' }).end(body);
};

/** `GET /healthz` (alive), `/readyz` (each dependency, named) and `/metrics`, the same on every process. */
export const createHealthHandlers = ({
  health,
  metrics,
}: {
  health: Health;
  metrics: Metrics;
}): Readonly<Record<'/healthz' | '/readyz' | '/metrics', Handler>> => ({
  '/healthz': (_req, res) => answer(res, 200, 'application/json', '{"status":"ok"}'),
  '/readyz': (_req, res) =>
    void health.readiness().then(({ ready, dependencies }) => {
      if (!ready) res.setHeader('Retry-After', '2');
      answer(res, ready ? 200 : 503, 'application/json', JSON.stringify({ ready, dependencies }));
    }),
  '/metrics': (_req, res) =>
    void metrics.text().then(
      (text) => answer(res, 200, metrics.contentType, text),
      () => answer(res, 500, 'text/plain', 'metrics not available\n'),
    ),
});
