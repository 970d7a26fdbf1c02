import express, { type Request, type RequestHandler, type Response } from 'express';
import { type Client, type FindClient, isClientSecret } from '../clients/index.ts';
import type { RateLimits, RequestContext } from '../http/index.ts';
import { countByName } from './count-by-name.ts';
import type { Introspect } from './introspect.ts';

type Deps = { findClient: FindClient; introspect: Introspect; rateLimits: RateLimits };

const formType = 'application/x-www-form-urlencoded';
const basic = /^Basic ([A-Za-z0-9+/]+={0,2})$/i;
const maxBodyBytes = 16 * 1024;

/** RFC 6749, 2.3.1: both parts form-encoded, then Basic. Null for anything else. */
const readBasic = (authorization: string | undefined): { clientId: string; secret: string } | null => {
  const encoded = basic.exec(authorization ?? '')?.[1];
  const [clientId, secret, ...rest] = encoded
    ? Buffer.from(encoded, 'base64').toString('utf8').split(':')
    : [];
  if (!clientId || !secret || rest.length > 0) return null;
  const decode = (text: string) => new URLSearchParams(`v=${text}`).get('v') ?? '';
  return { clientId: decode(clientId), secret: decode(secret) };
};

/** The one token of a request without a second way to authenticate; null for a request that is not so. */
const readToken = (body: unknown, clientId: string): string | null => {
  if (typeof body !== 'string') return null;
  const form = new URLSearchParams(body);
  if ([...form.keys()].length !== new Set(form.keys()).size) return null;
  if (form.has('client_assertion') || form.has('client_secret')) return null;
  if ((form.get('client_id') ?? clientId) !== clientId) return null;
  return form.get('token') || null;
};

/**
 * Introspection for a client that authenticates by its secret, which is what every request to a service may cost. Takes
 * only a client that has proved itself; whoever has not, or proves itself another way, goes on to oidc-provider, whose
 * refusals there are the only ones.
 */
export const introspectBySecret = ({ findClient, introspect, rateLimits }: Deps): RequestHandler => {
  const parse = express.text({ type: formType, limit: maxBodyBytes });
  const readBody = (req: Request, res: Response) =>
    new Promise<unknown>((resolve, reject) => {
      parse(req, res, (error?: unknown) => (error ? reject(error) : resolve(req.body)));
    });
  const authenticate = async (req: Request): Promise<Client | undefined> => {
    const shown = readBasic(req.headers.authorization);
    const client = shown ? await findClient(shown.clientId) : undefined;
    if (!shown || client?.credentials.kind !== 'secret') return undefined;
    return isClientSecret(shown.secret, client.credentials.hashes) ? client : undefined;
  };

  return async (req, res, next) => {
    const client = await authenticate(req);
    if (!client) return next();
    const { clientId, audiences } = client;
    await countByName(rateLimits, { network: (res.locals.context as RequestContext).network, clientId });
    const token = readToken(await readBody(req, res), clientId);
    if (!token) return void res.status(400).json({ error: 'invalid_request' });
    res.json(await introspect({ token, audiences }));
  };
};
