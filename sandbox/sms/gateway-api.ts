import { createHash, timingSafeEqual } from 'node:crypto';
import type { Logger } from '@atlas/shared/process';
import { segmentsOf } from '@atlas/shared/sms';
import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import type { SmsCredentials } from './credentials.ts';
import { SmsError } from './sms-error.ts';
import type { FaultCodes } from './sms-faults.ts';
import type { SmsNetwork } from './sms-network.ts';
import type { SmsStore, StoredSms } from './sms-store.ts';

type Deps = {
  credentials: SmsCredentials;
  store: SmsStore;
  network: SmsNetwork;
  logger: Logger;
  faulty: (codes: FaultCodes, blockedStatus: number) => RequestHandler;
};

const Message = z.strictObject({
  to: z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be E.164'),
  from: z.string().min(1).max(20),
  body: z.string().min(1).max(1600),
  clientRef: z.string().min(1).max(64),
  validitySeconds: z.int().min(1).max(36_000),
  callbackUrl: z.url({ protocol: /^https?$/ }).optional(),
  category: z.enum(['otp', 'transactional']),
});

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();

const faultCodes: FaultCodes = {
  error: 'internal',
  429: 'rate_limited',
  down: 'unavailable',
  blocked: 'recipient_opted_out',
};

const toAnswer = ({ id, segments, encoding }: StoredSms) => ({ id, status: 'queued', segments, encoding });

const writeError =
  (logger: Logger): ErrorRequestHandler =>
  (error, _req, res, next) => {
    if (res.headersSent) return next(error);
    if (error instanceof z.ZodError) {
      const errors = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
      return void res.status(422).json({ code: 'body_invalid', errors });
    }
    const isBadJson = (error as { status?: unknown }).status === 400;
    const known =
      error instanceof SmsError
        ? error
        : new SmsError(isBadJson ? 400 : 500, isBadJson ? 'json_invalid' : 'internal', '');
    if (known.status === 500 && !(error instanceof SmsError)) logger.error({ error }, 'SMS gateway failed');
    if (known.retryAfterSeconds !== undefined) res.set('Retry-After', String(known.retryAfterSeconds));
    res.status(known.status).json({ code: known.code });
  };

/** The gateway's HTTP contract: `docs/sms-gateway.md`. */
export const gatewayApi = ({ credentials, store, network, logger, faulty }: Deps): Router => {
  const checkKey: RequestHandler = (req, _res, next) => {
    const shown = digest(req.get('Authorization') ?? '');
    if (!timingSafeEqual(shown, digest(`Bearer ${credentials.gatewayKey}`)))
      throw new SmsError(401, 'key_invalid', 'Unknown key');
    if (!req.is('application/json'))
      throw new SmsError(415, 'media_type_unsupported', 'Send application/json');
    next();
  };

  const take: RequestHandler = (req, res) => {
    const { to, from, body, clientRef, callbackUrl } = Message.parse(req.body);
    const known = store.byClientRef(clientRef);
    if (known && (known.recipient !== to || known.body !== body))
      throw new SmsError(409, 'client_ref_reused', 'That reference names another message');
    const sms =
      known ??
      network.accept({
        provider: 'gateway',
        client_ref: clientRef,
        recipient: to,
        sender: from,
        body,
        ...segmentsOf(body),
        callback_url: callbackUrl ?? null,
        traceparent: req.get('traceparent') ?? null,
      });
    res.status(202).json(toAnswer(sms));
  };

  return Router()
    .post('/messages', checkKey, faulty(faultCodes, 422), express.json({ limit: '16kb' }), take)
    .use(writeError(logger));
};
