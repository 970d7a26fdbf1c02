import { randomUUIDv7 } from 'node:crypto';
import { AtlasError, type ErrorCode } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import { publishTimeline, traceIdOf } from '@atlas/shared/trace';
import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import type { ReadReceipt } from './gateway-receipts.ts';
import { recordReceipt } from './queries.ts';
import { rankOf } from './receipt.ts';

export const receiptPath = '/webhooks/sms';
const maxBodyBytes = 64 * 1024;

type Deps = {
  database: Database;
  clock: Clock;
  logger: Logger;
  /** Origin that the provider was given. */
  publicUrl: string;
  readReceipt: ReadReceipt;
};

const statuses: Partial<Record<ErrorCode, number>> = {
  body_too_large: 413,
  invalid_json: 400,
  invalid_request: 400,
  method_not_allowed: 405,
  unavailable: 503,
  unsupported_media_type: 415,
  webhook_unauthorized: 401,
};

const codeOf = (error: unknown): ErrorCode => {
  if (error instanceof AtlasError) return error.code;
  return (error as { type?: string }).type === 'entity.too.large' ? 'body_too_large' : 'internal';
};

/** Refusals as RFC 9457 problems that say nothing of why; 503 asks the provider to come again. */
const createProblems =
  (logger: Logger): ErrorRequestHandler =>
  (error, _req, res, _next) => {
    const code = codeOf(error);
    const status = statuses[code] ?? 500;
    const requestId = randomUUIDv7();
    if (status >= 500) logger.error({ error, code, requestId }, 'receipt not stored');
    if (status === 503) res.set('Retry-After', '2');
    if (status === 405) res.set('Allow', 'POST');
    res.status(status).type('application/problem+json');
    res.send(JSON.stringify({ type: `urn:atlas:problem:${code}`, title: code, status, code, requestId }));
  };

/**
 * `POST /webhooks/sms`: what the SMS provider says became of a message. The signature is checked over the received
 * bytes; 200 says that the receipt is on disk, was before, or changes nothing.
 */
export const receiptRoutes = ({ database, clock, logger, publicUrl, readReceipt }: Deps): Router => {
  const handle: RequestHandler = async (req, res) => {
    const reported = readReceipt({
      url: publicUrl + req.originalUrl,
      header: (name) => req.get(name),
      body: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
    });
    if (reported) {
      const { deliveryId, receipt } = reported;
      const noted = await recordReceipt(database, {
        deliveryId,
        receipt,
        rank: rankOf(receipt),
        now: clock(),
      });
      if (noted) {
        const { id, template, channel, traceparent } = noted;
        const correlationId = traceIdOf(traceparent);
        publishTimeline({
          step: 'delivery',
          name: `${template} → ${channel}`,
          status: receipt,
          id,
          correlationId,
        });
      }
    }
    res.status(200).end();
  };
  const router = Router();
  router
    .route(receiptPath)
    .post(express.raw({ type: () => true, limit: maxBodyBytes }), handle)
    .all(() => {
      throw new AtlasError('method_not_allowed');
    });
  router.use(receiptPath, createProblems(logger));
  return router;
};
