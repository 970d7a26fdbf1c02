import { AtlasError } from '@atlas/shared/errors';
import type { Cache, Clock } from '@atlas/shared/ports';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { FindClient } from '../clients/index.ts';
import {
  type Guard,
  type RateLimits,
  type RequestContext,
  type Route,
  rateLimitHeaders,
} from '../http/index.ts';
import type { AssertEarned, ExchangeToken } from '../oauth/index.ts';
import { createForward, TokenNotTaken } from './forward.ts';
import { createPhantomTokens } from './phantom-tokens.ts';

export { ensureGatewayClient } from './gateway-client.ts';

export type Gateway = { router: RequestHandler; stop(): Promise<void> };

type Deps = {
  findClient: FindClient;
  clock: Clock;
  guard: Guard;
  rateLimits: RateLimits;
  assertEarned: AssertEarned;
  exchangeToken: ExchangeToken;
  cache: Cache;
  /** Base address of the service behind each audience, without a slash at its end. */
  upstreams: Readonly<Record<string, string>>;
  upstreamTimeoutMs?: number;
};

/** How the observer of requests names them all; the rest of the path is the service's own. */
const observed = { path: '/gateway/{service}', policy: 'session' } as Route;

/** `/a/../b` means another path to whoever resolves it; no service needs it. */
const dotSegment = /(^|[/\\])(\.|%2e){1,2}($|[/\\?])/i;
const scopes = /^[a-z][a-z0-9_.:-]{0,99}( [a-z][a-z0-9_.:-]{0,99}){0,9}$/;

/**
 * The service's own part of the address: path and query as they came. Only a target that begins, letter for letter, with
 * what was routed by: an absolute one, or a service written with escapes, has its letters elsewhere, and what is cut out
 * of it could name another host.
 */
const restOf = (req: Request, service: string): string => {
  const prefix = `/gateway/${service}`;
  const rest = req.originalUrl.startsWith(prefix) ? req.originalUrl.slice(prefix.length) : undefined;
  if (rest === undefined || !/^([/?][^#\\]*)?$/.test(rest)) throw new AtlasError('not_found');
  if (dotSegment.test(rest.split('?')[0] ?? '')) throw new AtlasError('not_found');
  return rest;
};

const namedScopes = (req: Request): string[] | null => {
  const header = req.get('Atlas-Scope');
  if (header === undefined) return null;
  if (!scopes.test(header))
    throw new AtlasError('invalid_request', { hint: 'Atlas-Scope must be scopes separated by spaces' });
  return header.split(' ');
};

/**
 * The inside gateway: an edge token comes in, an access token of that one service goes on [the phantom token pattern].
 * Which scopes are asked for, a caller may say with `Atlas-Scope`; without it, all that the service has.
 */
export const createGateway = (deps: Deps): Gateway => {
  const { guard, rateLimits, upstreams } = deps;
  const phantomTokens = createPhantomTokens(deps);
  const forward = createForward({ headersTimeoutMs: deps.upstreamTimeoutMs });

  const pass = async (req: Request, res: Response) => {
    res.locals.route = { ...observed, method: req.method.toLowerCase() };
    const { network } = res.locals.context as RequestContext;
    res.set(rateLimitHeaders(await rateLimits.spend('byNetwork', network)));
    const caller = await guard.edgeToken(req, req.path);
    await rateLimits.spend('byAccount', caller.accountId);
    const service = String(req.params.service);
    const base = Object.hasOwn(upstreams, service) ? upstreams[service] : undefined;
    if (!base) throw new AtlasError('not_found');
    const rest = restOf(req, service);
    const wish = { edge: caller, audience: service, named: namedScopes(req) };
    const token = await phantomTokens.of(wish);
    await forward
      .send({ req, res, url: base + rest, token, dependency: service })
      .catch(async (error: unknown) => {
        if (!(error instanceof TokenNotTaken)) throw error;
        // Not the caller's fault, whose edge token is good: a 401 would only make them sign in again.
        await phantomTokens.forget(wish);
        throw new AtlasError('upstream_unavailable', { dependency: service }, { cause: error });
      });
  };

  return {
    router: Router({ caseSensitive: true }).all('/gateway/:service{/*rest}', pass),
    stop: () => forward.close(),
  };
};
