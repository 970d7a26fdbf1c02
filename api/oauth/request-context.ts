import type { KoaContextWithOIDC } from 'oidc-provider';
import type { RequestContext } from '../http/index.ts';

/** Express's own response stands behind Koa's, and carries what the observer of requests put there. */
export const contextOf = (ctx: KoaContextWithOIDC): RequestContext =>
  (ctx.res as unknown as { locals: { context: RequestContext } }).locals.context;
