import { hash, timingSafeEqual } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Logger } from '@atlas/shared/process';
import { continueTrace, publishTimeline, traceIdOf } from '@atlas/shared/trace';
import express, { type RequestHandler, Router } from 'express';
import type { Update } from 'grammy/types';
import { z } from 'zod';
import { isDeeperThan } from '../json-depth.ts';
import { createWebhookProblems } from '../webhook-problem.ts';
import type { ReceiveUpdate } from './receive-update.ts';

export const webhookPath = '/webhooks/telegram';

const maxBodyBytes = 1024 * 1024;
const maxDepth = 32;

type Deps = { secret: string; receive: ReceiveUpdate; logger: Logger };

/** Compares digests: they are equally long whatever was sent. */
const requireSecret = (secret: string): RequestHandler => {
  const expected = hash('sha256', secret, 'buffer');
  return (req, _res, next) => {
    const shown = hash('sha256', req.get('X-Telegram-Bot-Api-Secret-Token') ?? '', 'buffer');
    next(timingSafeEqual(shown, expected) ? undefined : new AtlasError('webhook_unauthorized'));
  };
};

const requireJson: RequestHandler = (req, _res, next) => {
  next(req.is('application/json') ? undefined : new AtlasError('unsupported_media_type'));
};

/** What must hold of any update; what Telegram adds later is kept. */
const AnyUpdate = z.looseObject({ update_id: z.int().nonnegative() });

const parseUpdateBody = (body: unknown): Update => {
  const update = AnyUpdate.safeParse(body);
  if (!update.success || isDeeperThan(body, maxDepth)) throw new AtlasError('invalid_request');
  return update.data as Update;
};

/**
 * `POST /webhooks/telegram`. The secret is checked before a byte of the body is read; 200 says that the update is on
 * disk (or was before), 503 that Telegram has to send it again. Answering the person comes after, in the worker.
 */
export const createWebhook = ({ secret, receive, logger }: Deps): Router => {
  // Telegram sends none but this; an empty secret would let everybody in.
  if (secret.length < 16) throw new RangeError('the webhook secret is shorter than 16 characters');
  const handle: RequestHandler = async (req, res) => {
    const startedAtMs = performance.now();
    const traceparent = continueTrace(req.get('traceparent'));
    const update = parseUpdateBody(req.body);
    await receive(update, traceparent);
    res.status(200).end();
    publishTimeline({
      correlationId: traceIdOf(traceparent),
      step: 'http',
      name: `POST ${webhookPath}`,
      status: '200',
      durationMs: performance.now() - startedAtMs,
      id: String(update.update_id),
    });
  };
  const router = Router();
  router
    .route(webhookPath)
    .post(requireSecret(secret), requireJson, express.json({ limit: maxBodyBytes }), handle)
    .all(() => {
      throw new AtlasError('method_not_allowed');
    });
  router.use(webhookPath, createWebhookProblems({ logger }));
  return router;
};
