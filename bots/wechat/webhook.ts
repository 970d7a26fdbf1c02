import { AtlasError } from '@atlas/shared/errors';
import type { Logger } from '@atlas/shared/process';
import { continueTrace, publishTimeline, traceIdOf } from '@atlas/shared/trace';
import { type CallbackQuery, WechatCallbackError, type WechatCallbacks } from '@atlas/shared/wechat';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { isDeeperThan } from '../json-depth.ts';
import { createWebhookProblems } from '../webhook-problem.ts';
import type { ReceivePush } from './receive-push.ts';

const maxBodyBytes = 64 * 1024;
const maxDepth = 32;
const types = ['text/xml', 'application/xml', 'application/json'];
const echoForm = /^[A-Za-z0-9_-]{1,128}$/;

type Deps = {
  /** `/webhooks/wechat`, or that of another app. */
  path: string;
  callbacks: WechatCallbacks;
  receive: ReceivePush;
  logger: Logger;
};

/** What was said once; what was said twice was not said by WeChat. */
const oneOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const queryOf = ({ query }: Request): CallbackQuery => ({
  signature: oneOf(query.signature),
  timestamp: oneOf(query.timestamp),
  nonce: oneOf(query.nonce),
  encryptType: oneOf(query.encrypt_type),
  msgSignature: oneOf(query.msg_signature),
});

const say = (res: Response, text: string) =>
  res.set({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' }).type('text/plain').send(text);

/** WeChat asks once whether this address knows the token. [Message push, URL check] */
const createAddressCheck =
  (callbacks: WechatCallbacks): RequestHandler =>
  (req, res) => {
    const echo = oneOf(req.query.echostr);
    if (echo === null || !echoForm.test(echo) || !callbacks.isAddressCheck(queryOf(req)))
      throw new AtlasError('forbidden');
    say(res, echo);
  };

const requireType: RequestHandler = (req, _res, next) =>
  next(req.is(types) ? undefined : new AtlasError('unsupported_media_type'));

/** @throws AtlasError `webhook_unauthorized` for whatever WeChat did not sign for us just now */
const open = (callbacks: WechatCallbacks, req: Request) => {
  try {
    // Without a body the parser leaves none.
    return callbacks.open(queryOf(req), typeof req.body === 'string' ? req.body : '');
  } catch (error) {
    if (error instanceof WechatCallbackError) throw new AtlasError('webhook_unauthorized');
    throw error;
  }
};

/**
 * `GET` and `POST` of pushes. `success` says that the push is on disk (or was before) and that no passive reply is
 * to be expected; 503 that WeChat has to send it again. Answering people comes after, in the worker, by customer service
 * messages: nothing that anybody waits for is done within WeChat's five seconds.
 */
export const createWebhook = ({ path, callbacks, receive, logger }: Deps): Router => {
  const handle: RequestHandler = async (req, res) => {
    const startedAtMs = performance.now();
    const { message } = open(callbacks, req);
    if (isDeeperThan(message, maxDepth)) throw new AtlasError('invalid_request');
    const traceparent = continueTrace(req.get('traceparent'));
    await receive({
      stamp: `${oneOf(req.query.timestamp)} ${oneOf(req.query.nonce)}`,
      content: JSON.stringify(message),
      body: message,
      traceparent,
    });
    say(res, 'success');
    publishTimeline({
      correlationId: traceIdOf(traceparent),
      step: 'http',
      name: `POST ${path}`,
      status: '200',
      durationMs: performance.now() - startedAtMs,
    });
  };

  const raw = express.text({ type: types, limit: maxBodyBytes, inflate: false });
  const router = Router();
  router
    .route(path)
    .get(createAddressCheck(callbacks))
    .post(requireType, raw, handle)
    .all(() => {
      throw new AtlasError('method_not_allowed');
    });
  router.use(path, createWebhookProblems({ logger, allow: 'GET, POST' }));
  return router;
};
