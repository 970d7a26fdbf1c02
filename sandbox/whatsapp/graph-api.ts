import { createHash, timingSafeEqual } from 'node:crypto';
import type { Logger } from '@atlas/shared/process';
import express, { type ErrorRequestHandler, type Request, type RequestHandler, Router } from 'express';
import { readArguments } from '../telegram/calls/read-request.ts';
import type { Business } from './business.ts';
import type { Exchange } from './flows/exchange.ts';
import { createFlowRoutes } from './flows/flow-routes.ts';
import type { FlowStore } from './flows/flow-store.ts';
import { GraphError, refusal, unauthorized, unsupported } from './graph-error.ts';
import type { MediaStore } from './media.ts';
import { parseBody, ReadBody } from './messages/message-body.ts';
import type { SendMessage } from './messages/send-message.ts';
import { NewTemplate, TemplateChange } from './templates/template-body.ts';
import { type Templates, toApiTemplate } from './templates/templates.ts';
import type { Level, Subscriptions } from './webhook/subscriptions.ts';

type Deps = {
  business: Business;
  media: MediaStore;
  templates: Templates;
  flows: FlowStore;
  exchange: Exchange;
  subscriptions: Subscriptions;
  sendMessage: SendMessage;
  /** They see that their message was read. @throws GraphError for one that is not theirs */
  markRead: (read: ReadBody) => void;
  faulty: RequestHandler;
  logger: Logger;
};

const success = { success: true };

const isSame = (shown: string, expected: string): boolean => {
  const [one, other] = [shown, expected].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(one as Buffer, other as Buffer);
};

/** A parameter wherever Graph takes it from: the query, a form or JSON. */
const parameter = (req: Request, name: string): string => {
  const value = (req.body as Record<string, unknown> | undefined)?.[name] ?? req.query[name];
  return typeof value === 'string' ? value : '';
};

const tokenOf = (req: Request): string =>
  /^(?:Bearer|OAuth) (.+)$/i.exec(req.get('Authorization') ?? '')?.[1] ?? parameter(req, 'access_token');

const writeError =
  (logger: Logger): ErrorRequestHandler =>
  (error, _req, res, next) => {
    if (res.headersSent) return next(error);
    const { status: httpStatus } = error as { status?: unknown };
    let known = error instanceof GraphError ? error : undefined;
    if (!known && (httpStatus === 400 || httpStatus === 413))
      known = refusal(100, 'The body could not be read');
    if (!known) {
      logger.error({ error }, 'Graph API call failed');
      known = refusal(131000, 'Something went wrong');
    }
    if (known.status === 401)
      res.set('WWW-Authenticate', `OAuth "Facebook Platform" "invalid_token" "${known.message}"`);
    res.status(known.status).json(known.toBody());
  };

/** The Graph API as far as the Cloud API of WhatsApp uses it: `/v25.0/…`, or without a version. */
export const createGraphApi = (deps: Deps): Router => {
  const {
    business,
    media,
    templates,
    flows,
    exchange,
    subscriptions,
    sendMessage,
    markRead,
    faulty,
    logger,
  } = deps;
  const { appId, appSecret, wabaId, phoneNumberId, accessToken } = business;
  const appToken = `${appId}|${appSecret}`;

  const requireToken =
    (...expected: string[]): RequestHandler =>
    (req, _res, next) => {
      const shown = tokenOf(req);
      if (!shown) throw unauthorized('An access token is required to request this resource.');
      if (!expected.some((token) => isSame(shown, token)))
        throw unauthorized('Invalid OAuth access token - Cannot parse access token');
      next();
    };
  const asBusiness = requireToken(accessToken);

  const override = async (level: Level, address: string, verifyToken: string): Promise<void> => {
    if (address === '') subscriptions.remove(level);
    else await subscriptions.set(level, address, verifyToken);
  };

  const readPhoneNumber: RequestHandler = (_req, res) =>
    void res.json({
      verified_name: business.name,
      display_phone_number: `+${business.phone}`,
      quality_rating: 'GREEN',
      platform_type: 'CLOUD_API',
      throughput: { level: 'STANDARD' },
      webhook_configuration: {
        ...(subscriptions.at('phone') ? { phone_number: subscriptions.at('phone') } : {}),
        ...(subscriptions.at('waba') ? { whatsapp_business_account: subscriptions.at('waba') } : {}),
        ...(subscriptions.at('app') ? { application: subscriptions.at('app') } : {}),
      },
      id: phoneNumberId,
    });

  const changePhoneNumber: RequestHandler = async (req, res) => {
    const { webhook_configuration: wanted } = (req.body ?? {}) as {
      webhook_configuration?: { override_callback_uri?: unknown; verify_token?: unknown };
    };
    if (typeof wanted?.override_callback_uri !== 'string') throw refusal(100, 'Nothing to change');
    await override('phone', wanted.override_callback_uri, String(wanted.verify_token ?? ''));
    res.json(success);
  };

  const upload: RequestHandler = async (req, res) => {
    const args = await readArguments(req, new URLSearchParams());
    const file = args.file('file');
    if (args.text('messaging_product') !== 'whatsapp') throw refusal(100, 'messaging_product is needed');
    if (!file) throw refusal(100, 'file is needed');
    const id = media.add({ ...file, mimeType: args.text('type') || file.mimeType });
    if (id === null) throw refusal(131053, 'Unsupported type or size of file');
    res.json({ id });
  };

  /** A courtesy comes the same way as a message does, and is none. */
  const takeCourtesy: RequestHandler = (req, res, next) => {
    if ((req.body as { status?: unknown } | undefined)?.status === undefined) return next();
    markRead(parseBody(ReadBody, req.body));
    res.json(success);
  };

  const handMessageIn: RequestHandler = (req, res) =>
    void res.json(sendMessage(req.body, req.get('traceparent')));

  const download: RequestHandler = (req, res) => {
    const [id, hash] = [parameter(req, 'mid'), parameter(req, 'hash')];
    const found = media.find(id);
    if (!found || !media.isAddressGood(id, Number(parameter(req, 'ext')), hash))
      return void res.status(404).end();
    res.set({ 'Content-Type': found.mime_type, 'X-Content-Type-Options': 'nosniff' });
    res.end(media.bytesOf(id));
  };

  const describeObject: RequestHandler = (req, res) => {
    const id = String(req.params.id);
    const found = media.find(id);
    if (found) {
      const { mime_type, sha256, size } = found;
      const described = { url: media.addressOf(id), mime_type, sha256, file_size: size, id };
      return void res.json({ messaging_product: 'whatsapp', ...described });
    }
    const template = templates.byId(id);
    if (!template) throw unsupported('get', id);
    res.json(toApiTemplate(template));
  };

  const changeTemplate: RequestHandler = (req, res, next) => {
    const template = templates.byId(String(req.params.id));
    if (!template) return next();
    templates.change(template, parseBody(TemplateChange, req.body));
    res.json(success);
  };

  const objects = Router()
    .get('/oauth/access_token', (req, res) => {
      if (parameter(req, 'client_id') !== appId || !isSame(parameter(req, 'client_secret'), appSecret))
        throw unauthorized('Error validating client secret.');
      res.json({ access_token: appToken, token_type: 'bearer' });
    })
    .post(`/${appId}/subscriptions`, requireToken(appToken), async (req, res) => {
      await subscriptions.set('app', parameter(req, 'callback_url'), parameter(req, 'verify_token'));
      res.json(success);
    })
    .use(asBusiness)
    .use(createFlowRoutes({ business, flows, exchange }))
    .post(`/${wabaId}/subscribed_apps`, async (req, res) => {
      await override('waba', parameter(req, 'override_callback_uri'), parameter(req, 'verify_token'));
      res.json(success);
    })
    .get(`/${wabaId}/message_templates`, (req, res) => {
      const found = templates.list(parameter(req, 'name') || undefined);
      res.json({ data: found.map(toApiTemplate), paging: {} });
    })
    .post(`/${wabaId}/message_templates`, (req, res) => {
      const { id, status, category } = templates.add(parseBody(NewTemplate, req.body));
      res.json({ id, status, category });
    })
    .delete(`/${wabaId}/message_templates`, (req, res) => {
      if (!templates.remove(parameter(req, 'name'))) throw refusal(100, 'There is no such template');
      res.json(success);
    })
    .get(`/${wabaId}`, (_req, res) => void res.json({ id: wabaId, name: business.name }))
    .get(`/${wabaId}/phone_numbers`, (_req, res) => {
      res.json({ data: [{ id: phoneNumberId, display_phone_number: `+${business.phone}` }] });
    })
    .get(`/${phoneNumberId}`, readPhoneNumber)
    .post(`/${phoneNumberId}`, changePhoneNumber)
    .post(`/${phoneNumberId}/media`, upload)
    .post(`/${phoneNumberId}/messages`, takeCourtesy, faulty, handMessageIn)
    .post('/:id', changeTemplate)
    .get('/media', download)
    .get('/:id', describeObject)
    .delete('/:id', (req, res) => {
      if (!media.remove(req.params.id)) throw unsupported('delete', req.params.id);
      res.json(success);
    })
    .use((req) => {
      throw unsupported(req.method, req.path.split('/')[1] ?? '');
    });

  return Router()
    .use(express.json({ limit: '1mb' }), express.urlencoded({ extended: false, limit: '1mb' }))
    .use(/^\/v\d{1,2}\.\d(?=\/|$)/, objects)
    .use(objects)
    .use(writeError(logger));
};
