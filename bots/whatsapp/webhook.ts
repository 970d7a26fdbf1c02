import { hash, timingSafeEqual } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Logger } from '@atlas/shared/process';
import { continueTrace, publishTimeline, traceIdOf } from '@atlas/shared/trace';
import express, { type RequestHandler, Router } from 'express';
import { isDeeperThan } from '../json-depth.ts';
import { createWebhookProblems } from '../webhook-problem.ts';
import { Notification } from './read-notification.ts';
import type { ReceiveNotification } from './receive-notification.ts';
import { createSignatureCheck, looksSigned } from './signature.ts';

export const webhookPath = '/webhooks/whatsapp';

const maxBodyBytes = 3 * 1024 * 1024;
const maxDepth = 32;
const challengeForm = /^[A-Za-z0-9_-]{1,128}$/;

type Deps = { appSecret: string; verifyToken: string; receive: ReceiveNotification; logger: Logger };

const isSame = (shown: string, expected: string): boolean =>
  timingSafeEqual(hash('sha256', shown, 'buffer'), hash('sha256', expected, 'buffer'));

/** Meta asks once whether this address expects it. [Webhooks, verification requests] */
const createHandshake =
  (verifyToken: string): RequestHandler =>
  (req, res) => {
    const { 'hub.mode': mode, 'hub.challenge': challenge, 'hub.verify_token': token } = req.query;
    const isAsked = mode === 'subscribe' && typeof token === 'string' && isSame(token, verifyToken);
    if (!isAsked || typeof challenge !== 'string' || !challengeForm.test(challenge))
      throw new AtlasError('forbidden');
    res.set({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' });
    res.type('text/plain').send(challenge);
  };

const parseJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new AtlasError('invalid_json');
  }
};

const requireForm: RequestHandler = (req, _res, next) => {
  if (!looksSigned(req.get('X-Hub-Signature-256'))) throw new AtlasError('webhook_unauthorized');
  next(req.is('application/json') ? undefined : new AtlasError('unsupported_media_type'));
};

/**
 * `GET` and `POST /webhooks/whatsapp`. The signature covers the bytes as they came, so it is checked over them, before
 * they are read as anything; 200 says that all of the notification is on disk (or was before), 503 that WhatsApp has to
 * send it again. Answering people comes after, in the worker.
 */
export const createWebhook = ({ appSecret, verifyToken, receive, logger }: Deps): Router => {
  // Anybody can sign with an empty secret, or guess a short token.
  if (appSecret.length < 16) throw new RangeError('the app secret is shorter than 16 characters');
  if (verifyToken.length < 16) throw new RangeError('the verify token is shorter than 16 characters');
  const isSigned = createSignatureCheck(appSecret);

  const handle: RequestHandler = async (req, res) => {
    const startedAtMs = performance.now();
    // Without a body the parser leaves none.
    const bytes = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    if (!isSigned(req.get('X-Hub-Signature-256'), bytes)) throw new AtlasError('webhook_unauthorized');
    const notification = Notification.safeParse(parseJson(bytes));
    if (!notification.success || isDeeperThan(notification.data, maxDepth))
      throw new AtlasError('invalid_request');
    const traceparent = continueTrace(req.get('traceparent'));
    await receive(notification.data, traceparent);
    res.status(200).end();
    publishTimeline({
      correlationId: traceIdOf(traceparent),
      step: 'http',
      name: `POST ${webhookPath}`,
      status: '200',
      durationMs: performance.now() - startedAtMs,
    });
  };

  const raw = express.raw({ type: 'application/json', limit: maxBodyBytes, inflate: false });
  const router = Router();
  router
    .route(webhookPath)
    .get(createHandshake(verifyToken))
    .post(requireForm, raw, handle)
    .all(() => {
      throw new AtlasError('method_not_allowed');
    });
  router.use(webhookPath, createWebhookProblems({ logger, allow: 'GET, POST' }));
  return router;
};
