import { type RequestHandler, Router } from 'express';
import type { Business } from '../business.ts';
import { refusal } from '../graph-error.ts';
import { parseBody } from '../messages/message-body.ts';
import type { Exchange } from './exchange.ts';
import { type Flow, type FlowStore, NewFlow } from './flow-store.ts';

type Deps = { business: Business; flows: FlowStore; exchange: Exchange };

const toApiFlow = ({ id, name, status, categories, endpointUri }: Flow) => ({
  ...{ id, name, status, categories, validation_errors: [] },
  ...(endpointUri === null ? {} : { endpoint_uri: endpointUri }),
});

const fieldOf = (body: unknown, name: string): string => {
  const value = (body as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'string' ? value : '';
};

/** Flows and the key that phones seal to. Mount behind the check of the business's token. */
export const createFlowRoutes = ({ business, flows, exchange }: Deps): Router => {
  const { wabaId, phoneNumberId } = business;

  /** An endpoint that does not answer is not published. */
  const assertAnswers = async (endpointUri: string): Promise<void> => {
    const publicKey = flows.publicKey();
    if (!publicKey) throw refusal(100, 'The public key of the number is missing');
    const { status, answer } = await exchange(endpointUri, publicKey, { version: '3.0', action: 'ping' });
    const said = (answer as { data?: { status?: unknown } } | null)?.data?.status;
    if (status !== 200 || said !== 'active') throw refusal(100, `The endpoint is not healthy (${status})`);
  };

  const create: RequestHandler = async (req, res) => {
    const wanted = parseBody(NewFlow, req.body);
    if (wanted.publish && wanted.endpoint_uri) await assertAnswers(wanted.endpoint_uri);
    res.json({ id: flows.add(wanted).id, success: true, validation_errors: [] });
  };

  const change: RequestHandler = async (req, res, next) => {
    const flow = flows.find(String(req.params.id));
    if (!flow) return next();
    const endpointUri = fieldOf(req.body, 'endpoint_uri');
    if (!endpointUri) throw refusal(100, 'Nothing to change');
    if (flow.status === 'PUBLISHED') await assertAnswers(endpointUri);
    flows.setEndpoint(flow.id, endpointUri);
    res.json({ success: true });
  };

  return Router()
    .get(`/${phoneNumberId}/whatsapp_business_encryption`, (_req, res) => {
      const key = flows.publicKey();
      if (!key) throw refusal(100, 'There is no public key yet');
      res.json({ data: [{ business_public_key: key, business_public_key_signature_status: 'VALID' }] });
    })
    .post(`/${phoneNumberId}/whatsapp_business_encryption`, (req, res) => {
      flows.setPublicKey(fieldOf(req.body, 'business_public_key'));
      res.json({ success: true });
    })
    .get(`/${wabaId}/flows`, (_req, res) => void res.json({ data: flows.list().map(toApiFlow), paging: {} }))
    .post(`/${wabaId}/flows`, create)
    .get('/:id', (req, res, next) => {
      const flow = flows.find(req.params.id);
      if (!flow) return next();
      res.json(toApiFlow(flow));
    })
    .post('/:id', change);
};
