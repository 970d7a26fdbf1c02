import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Logger } from '@atlas/shared/process';
import { segmentsOf } from '@atlas/shared/sms';
import express, { type ErrorRequestHandler, type Request, type RequestHandler, Router } from 'express';
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

const version = '2010-04-01';
const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
const faultCodes: FaultCodes = { error: 20500, 429: 20429, down: 20503, blocked: 21610 };

const toResource = (sms: StoredSms, accountSid: string) => ({
  sid: sms.id,
  account_sid: accountSid,
  api_version: version,
  body: sms.body,
  date_created: new Date(sms.accepted_at).toUTCString().replace('GMT', '+0000'),
  date_updated: new Date(sms.arrived_at ?? sms.accepted_at).toUTCString().replace('GMT', '+0000'),
  date_sent: sms.arrived_at === null ? null : new Date(sms.arrived_at).toUTCString().replace('GMT', '+0000'),
  direction: 'outbound-api',
  error_code: sms.error_code === null ? null : Number(sms.error_code),
  error_message: null,
  from: sms.sender,
  messaging_service_sid: null,
  num_media: '0',
  num_segments: String(sms.segments),
  price: null,
  price_unit: null,
  status: sms.status,
  to: sms.recipient,
  uri: `/${version}/Accounts/${accountSid}/Messages/${sms.id}.json`,
});

/** [Twilio error codes] */
const fieldsOf = (req: Request) => {
  const field = (name: string): string => {
    const value: unknown = (req.body as Record<string, unknown> | undefined)?.[name];
    return typeof value === 'string' ? value : '';
  };
  const [to, body, callback] = [field('To'), field('Body'), field('StatusCallback')];
  const sender = field('From') || field('MessagingServiceSid');
  const validity = field('ValidityPeriod');
  if (!to) throw new SmsError(400, 21604, "A 'To' phone number is required.");
  if (!/^\+[1-9]\d{6,14}$/.test(to))
    throw new SmsError(400, 21211, `Invalid 'To' Phone Number: ${to.slice(0, 4)}XXXX`);
  if (!sender) throw new SmsError(400, 21603, "A 'From' phone number is required.");
  if (!/^(\+[1-9]\d{6,14}|MG[0-9a-f]{32}|\d{3,8}|[A-Za-z0-9 ]{3,11})$/.test(sender))
    throw new SmsError(400, 21606, "The 'From' phone number provided is not a valid message-capable number.");
  if (!body) throw new SmsError(400, 21602, 'Message body is required.');
  if (body.length > 1600)
    throw new SmsError(400, 21617, 'The concatenated message body exceeds the 1600 character limit.');
  if (callback && !URL.canParse(callback))
    throw new SmsError(400, 21609, 'The StatusCallback URL is not valid.');
  if (validity && !(Number(validity) >= 1 && Number(validity) <= 36_000))
    throw new SmsError(400, 21622, 'Invalid validity period.');
  return { to, sender, body, callback };
};

const writeError =
  (logger: Logger): ErrorRequestHandler =>
  (error, _req, res, next) => {
    if (res.headersSent) return next(error);
    const known = error instanceof SmsError ? error : new SmsError(500, 20500, 'Internal server error');
    if (!(error instanceof SmsError)) logger.error({ error }, 'SMS API failed');
    if (known.retryAfterSeconds !== undefined) res.set('Retry-After', String(known.retryAfterSeconds));
    const { code, message, status } = known;
    res
      .status(status)
      .json({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
  };

/** Twilio's Messages API as far as senders of texts use it. */
export const twilioApi = ({ credentials, store, network, logger, faulty }: Deps): Router => {
  const { twilioAccountSid: accountSid, twilioAuthToken: authToken } = credentials;
  const checkCredentials: RequestHandler = (req, _res, next) => {
    const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    if (!timingSafeEqual(digest(req.get('Authorization') ?? ''), digest(expected)))
      throw new SmsError(401, 20003, 'Authenticate');
    if (req.params.accountSid !== accountSid)
      throw new SmsError(404, 20404, 'The requested resource was not found');
    next();
  };
  const take: RequestHandler = (req, res) => {
    const { to, sender, body, callback } = fieldsOf(req);
    const sms = network.accept({
      id: `SM${randomBytes(16).toString('hex')}`,
      provider: 'twilio',
      client_ref: null,
      recipient: to,
      sender,
      body,
      ...segmentsOf(body),
      callback_url: callback || null,
      traceparent: req.get('traceparent') ?? null,
    });
    res.status(201).json(toResource(sms, accountSid));
  };
  const show: RequestHandler = (req, res) => {
    const sms = store.get(String(req.params.sid));
    if (!sms) throw new SmsError(404, 20404, 'The requested resource was not found');
    res.json(toResource(sms, accountSid));
  };
  const form = express.urlencoded({ extended: false, limit: '32kb' });
  return Router()
    .post(
      `/${version}/Accounts/:accountSid/Messages.json`,
      checkCredentials,
      faulty(faultCodes, 400),
      form,
      take,
    )
    .get(`/${version}/Accounts/:accountSid/Messages/:sid.json`, checkCredentials, show)
    .use(`/${version}`, () => {
      throw new SmsError(404, 20404, 'The requested resource was not found');
    })
    .use(writeError(logger));
};
