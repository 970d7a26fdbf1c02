import { AtlasError } from '@atlas/shared/errors';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { createChatCalls } from './chat-calls.ts';
import type { Guard } from './guard.ts';
import { assertJsonShape } from './json-shape.ts';
import { type RateLimits, rateLimitHeaders } from './rate-limits.ts';
import type { RequestContext } from './request-context.ts';
import type { Caller, Route, ServiceCaller } from './route.ts';

type Deps = { guard: Guard; rateLimits: RateLimits };

/** Who is calling, and on whom the call is counted. */
type Identified = { caller: Caller | ServiceCaller | null; jkt: string | null; context: RequestContext };

const defaultBodyBytes = 64 * 1024;
const idempotencyKey = /^[\x21-\x7e]{1,255}$/;

const expressPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/** Reads JSON after the caller is known, so that strangers can't make us parse. */
const createBodyReader = (maxBytes: number) => {
  const parse = express.json({ limit: maxBytes, type: () => true, strict: true });
  return async (req: Request, res: Response): Promise<unknown> => {
    if (!req.is('application/json')) throw new AtlasError('unsupported_media_type');
    await new Promise<void>((resolve, reject) => {
      parse(req, res, (error?: unknown) => (error ? reject(error) : resolve()));
    });
    assertJsonShape(req.body);
    return req.body;
  };
};

const readIdempotencyKey = (req: Request): string | null => {
  const key = req.get('Idempotency-Key');
  if (key === undefined) return null;
  if (!idempotencyKey.test(key)) throw new AtlasError('idempotency_key_invalid');
  return key;
};

const createHandler = (route: Route, { guard, rateLimits }: Deps): RequestHandler => {
  const readBody = route.body ? createBodyReader(route.maxBodyBytes ?? defaultBodyBytes) : undefined;

  const countAsPerson = createChatCalls({ guard, rateLimits });

  const identify = async (req: Request, context: RequestContext): Promise<Identified> => {
    const path = req.baseUrl + req.path;
    if (route.policy === 'public') return { caller: null, jkt: await guard.proofKey(req, path), context };
    if (route.policy === 'session') {
      const caller = await guard.edgeToken(req, path);
      const counted = await countAsPerson(req, { route, caller, context });
      await rateLimits.spend('byAccount', caller.accountId);
      if (route.needs) await guard.assertProved(caller, route.needs);
      else if (!route.checksSessionItself) await guard.assertSessionLives(caller, route);
      return { caller, jkt: caller.jkt, context: counted };
    }
    return {
      caller: await guard.service(req.headers.authorization, { scope: route.policy.service }),
      jkt: null,
      context,
    };
  };

  return async (req, res) => {
    const received = res.locals.context as RequestContext;
    res.locals.route = route;
    if (typeof route.policy === 'string') {
      res.set(rateLimitHeaders(await rateLimits.spend(route.limit, received.network)));
    }
    const { caller, jkt, context } = await identify(req, received);
    const input = {
      body: readBody && route.body ? route.body.parse(await readBody(req, res)) : undefined,
      query: route.query?.parse(req.query),
      params: route.params?.parse(req.params),
      caller: caller as never,
      context,
      jkt,
      idempotencyKey: route.method === 'post' ? readIdempotencyKey(req) : null,
      setHeader: (name: string, value: string) => void res.set(name, value),
    };
    const answer = await route.handle(input).catch(async (error: unknown) => {
      // The handler's own query found no session; why, the guard knows.
      const isUnknown = error instanceof AtlasError && error.code === 'invalid_token';
      if (isUnknown && route.checksSessionItself) await guard.assertSessionLives(caller as Caller, route);
      throw error;
    });
    res.status(route.answer.status).set('Cache-Control', 'no-store');
    if (route.answer.schema) res.json(answer);
    else res.end();
  };
};

/** Mounts routes with their checks; a known path with another method is 405 with `Allow`. */
export const mountRoutes = (router: Router, routes: readonly Route[], deps: Deps): void => {
  for (const route of routes) router[route.method](expressPath(route.path), createHandler(route, deps));
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map(({ method }) => method.toUpperCase());
    const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
    router.all(expressPath(path), (_req, res) => {
      res.set('Allow', allow);
      throw new AtlasError('method_not_allowed');
    });
  }
};
