import type { AtlasError } from '@atlas/shared/errors';
import type { Clock } from '@atlas/shared/ports';
import type { Logger, Metrics } from '@atlas/shared/process';
import { publishTimeline } from '@atlas/shared/trace';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { problems, toAtlasError, toProblem } from './problem.ts';
import { createRequestContexts, type RequestContext } from './request-context.ts';
import type { Route } from './route.ts';

type Deps = { logger: Logger; metrics: Metrics; clock: Clock; trustedProxyCidrs: readonly string[] };

/**
 * Gives every request its context and, when it is over, a log line, a metric and a timeline entry: names,
 * codes and times, never what was sent.
 */
export const createRequestObserver = ({ logger, metrics, trustedProxyCidrs }: Deps): RequestHandler => {
  const createContext = createRequestContexts(trustedProxyCidrs);
  const seconds = metrics.histogram('http_request_seconds', 'Time to answer, by route and status', [
    'route',
    'status',
  ]);
  return (req, res, next) => {
    const context = createContext(req);
    res.locals.context = context;
    res.setHeader('X-Request-Id', context.requestId);
    const method = req.method;
    res.once('finish', () => {
      const route = res.locals.route as Route | undefined;
      const durationMs = performance.now() - context.startedAtMs;
      const name = route ? `${method} ${route.path}` : 'unmatched';
      const status = String(res.statusCode);
      seconds.observe({ route: name, status }, durationMs / 1000);
      if (!route) return;
      const code = res.locals.code as string | undefined;
      const { requestId, correlationId } = context;
      logger.debug(
        { requestId, correlationId, route: name, status, durationMs, ...(code ? { code } : {}) },
        'request',
      );
      publishTimeline({
        correlationId,
        step: 'http',
        name,
        status: code ? `${status} ${code}` : status,
        durationMs,
        id: requestId,
      });
    });
    next();
  };
};

const challenge = ({ code, details }: AtlasError): string | undefined => {
  if (code === 'use_dpop_nonce') return 'DPoP error="use_dpop_nonce", algs="ES256"';
  if (code === 'dpop_invalid') return 'DPoP error="invalid_dpop_proof", algs="ES256"';
  if (code === 'invalid_token')
    return 'DPoP error="invalid_token", algs="ES256", Bearer error="invalid_token"';
  if (code === 'insufficient_user_authentication') {
    const wanted = `error="${code}", acr_values="${details.acrValues}", max_age="${details.maxAge}"`;
    return `DPoP ${wanted}, algs="ES256", Bearer ${wanted}`;
  }
  if (code === 'shop_password_required') {
    const wanted =
      'error="insufficient_user_authentication", error_description="The password of the old shop"';
    return `DPoP ${wanted}, algs="ES256", Bearer ${wanted}`;
  }
  if (code === 'fresh_proof_required') return 'DPoP algs="ES256", Bearer';
  return undefined;
};

/** Every failure of every route ends here, as a problem document. Unknown ones are logged and say nothing. */
export const createProblemHandler =
  ({ logger, dpopNonce }: Pick<Deps, 'logger'> & { dpopNonce?: () => string }): ErrorRequestHandler =>
  (error, _req, res, next) => {
    const refusal = toAtlasError(error);
    const { requestId } = res.locals.context as RequestContext;
    if (refusal.code === 'internal') logger.error({ requestId, error: refusal.cause }, 'request failed');
    if (res.headersSent) return next(error);
    const isTokenRoute = (res.locals.route as Route | undefined)?.policy === 'public';
    // Where tokens are given out, RFC 9449 (5, 8) answers proof trouble with 400, elsewhere with 401.
    const isProofTrouble = refusal.code === 'use_dpop_nonce' || refusal.code === 'dpop_invalid';
    const status = isProofTrouble && isTokenRoute ? 400 : problems[refusal.code].status;
    const authenticate = status === 401 ? challenge(refusal) : undefined;
    if (authenticate) res.set('WWW-Authenticate', authenticate);
    // The one that was current when the request came may have been of a cache that is away since.
    if (dpopNonce && refusal.code === 'use_dpop_nonce') res.set('DPoP-Nonce', dpopNonce());
    if (refusal.details.retryAfterSeconds !== undefined)
      res.set('Retry-After', String(refusal.details.retryAfterSeconds));
    res.locals.code = refusal.code;
    res.status(status).set('Cache-Control', 'no-store').type('application/problem+json');
    res.send(JSON.stringify({ ...toProblem(refusal, requestId), status }));
  };
