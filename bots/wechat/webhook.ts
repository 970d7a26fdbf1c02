import { AtlasError } from '@atlas/shared/errors';
import type { Clock } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import { continueTrace, publishTimeline, traceIdOf } from '@atlas/shared/trace';
import {
  type CallbackQuery,
  type OpenedCallback,
  WechatCallbackError,
  type WechatCallbacks,
} from '@atlas/shared/wechat';
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
  clock: Clock;
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

const say = (res: Response, text: string, type = 'text/plain') =>
  res.set({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' }).type(type).send(text);

/** From the account to the person: the other way round than the push. [Passive replies] */
const replyTo = ({ ToUserName, FromUserName }: OpenedCallback['message'], words: string, now: Date) => ({
  ToUserName: String(FromUserName),
  FromUserName: String(ToUserName),
  CreateTime: Math.floor(now.getTime() / 1000),
  MsgType: 'text',
  Content: words,
});

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
 * messages; where the app replies passively and the worker is quick enough, with the push, encrypted where that was.
 */
export const createWebhook = ({ path, callbacks, receive, clock, logger }: Deps): Router => {
  const handle: RequestHandler = async (req, res) => {
    const startedAtMs = performance.now();
    const opened = open(callbacks, req);
    const { message, isSealed } = opened;
    if (isDeeperThan(message, maxDepth)) throw new AtlasError('invalid_request');
    const traceparent = continueTrace(req.get('traceparent'));
    const words = await receive({
      stamp: `${oneOf(req.query.timestamp)} ${oneOf(req.query.nonce)}`,
      content: JSON.stringify(message),
      body: message,
      isSealed,
      traceparent,
    });
    if (words === null) say(res, 'success');
    else say(res, callbacks.write(replyTo(message, words, clock()), opened), `application/${opened.format}`);
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
