import { AtlasError } from '@atlas/shared/errors';
import type { Logger, Metrics } from '@atlas/shared/process';
import { newTraceparent, publishTimeline, traceIdOf } from '@atlas/shared/trace';
import express, { type RequestHandler, Router } from 'express';
import type { CallScope } from '../../call-scope.ts';
import { createWebhookProblems } from '../../webhook-problem.ts';
import { createSignatureCheck, looksSigned } from '../signature.ts';
import { type AnswerFlow, FlowRequest } from './answer-flow.ts';
import { type FlowCrypto, FlowNotOpened } from './flow-crypto.ts';

export const flowPath = '/webhooks/whatsapp/flow';

const maxBodyBytes = 64 * 1024;
/** The phone gives up after ten seconds. */
const answerWithinMs = 8000;

/** What WhatsApp reads from a status of its own. [Implementing Endpoint for Flows, error codes] */
const notOurs = 432;
const notOpened = 421;

type Deps = {
  appSecret: string;
  crypto: FlowCrypto;
  answer: AnswerFlow;
  scope: CallScope;
  logger: Logger;
  metrics: Metrics;
};

const parseJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new AtlasError('invalid_json');
  }
};

/**
 * `POST /webhooks/whatsapp/flow`: what phones say while somebody enters a code in WhatsApp. Signed over the bytes as
 * they came, sealed to our key, answered sealed to theirs.
 */
export const createFlowEndpoint = ({ appSecret, crypto, answer, scope, logger, metrics }: Deps): Router => {
  const isSigned = createSignatureCheck(appSecret);
  const requests = metrics.counter(
    'atlas_bots_whatsapp_flow_requests_total',
    'What phones asked a Flow for.',
    ['action', 'status'],
  );
  const known: ReadonlySet<string> = new Set(['ping', 'INIT', 'BACK', 'data_exchange']);
  const count = (action: string, status: number) =>
    requests.inc({ action: known.has(action) ? action : 'other', status: String(status) });

  const requireForm: RequestHandler = (req, res, next) => {
    if (!looksSigned(req.get('X-Hub-Signature-256'))) {
      count('other', notOurs);
      return void res.status(notOurs).end();
    }
    next(req.is('application/json') ? undefined : new AtlasError('unsupported_media_type'));
  };

  const handle: RequestHandler = async (req, res) => {
    const startedAtMs = performance.now();
    const bytes = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    if (!isSigned(req.get('X-Hub-Signature-256'), bytes)) {
      count('other', notOurs);
      return void res.status(notOurs).end();
    }
    const opened = crypto.open(parseJson(bytes));
    const request = FlowRequest.safeParse(opened.clear);
    if (!request.success) throw new AtlasError('invalid_request');
    const traceparent = newTraceparent();
    const within = { traceparent, signal: AbortSignal.timeout(answerWithinMs) };
    const { status, answer: said } = await scope.run(within, () => answer(request.data));
    res.status(status).set('Cache-Control', 'no-store').type('text/plain').send(opened.seal(said));
    count(request.data.action, status);
    publishTimeline({
      correlationId: traceIdOf(traceparent),
      step: 'http',
      name: `POST ${flowPath}`,
      status: String(status),
      durationMs: performance.now() - startedAtMs,
    });
  };

  const router = Router();
  router
    .route(flowPath)
    .post(requireForm, express.raw({ type: 'application/json', limit: maxBodyBytes, inflate: false }), handle)
    .all(() => {
      throw new AtlasError('method_not_allowed');
    });
  const unopened: express.ErrorRequestHandler = (error, _req, res, next) => {
    if (!(error instanceof FlowNotOpened)) return next(error);
    count('other', notOpened);
    logger.warn({}, 'a Flow request was not sealed to our key');
    res.status(notOpened).end();
  };
  router.use(flowPath, unopened, createWebhookProblems({ logger }));
  return router;
};
