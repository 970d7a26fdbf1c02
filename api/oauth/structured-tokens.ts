import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { RateLimits } from '../http/index.ts';
import { audiencesProperty, listOf } from './client-adapter.ts';
import { countByName } from './count-by-name.ts';
import type { Introspect } from './introspect.ts';
import { paths } from './metadata.ts';
import { contextOf } from './request-context.ts';
import type { Revoke } from './revoke.ts';

type Deps = { introspect: Introspect; revoke: Revoke; rateLimits: RateLimits };

type Middleware = Parameters<Provider['use']>[0];

/**
 * Introspection and revocation of our JWTs. oidc-provider does all that comes before (form of the request, repeated
 * parameters, client authentication) and then declines, because it stores no JWT that it could look up; what it
 * declines, and only that, is answered here in its place.
 */
export const answerForStructuredTokens = ({ introspect, revoke, rateLimits }: Deps): Middleware => {
  const answer = async (ctx: KoaContextWithOIDC, token: string) => {
    const { client } = ctx.oidc;
    if (!client) return;
    const { clientId } = client;
    const audiences = listOf(client, audiencesProperty);
    const context = contextOf(ctx);
    await countByName(rateLimits, { network: context.network, clientId });
    if (ctx.path === paths.introspection) {
      ctx.status = 200;
      ctx.body = await introspect({ token, audiences });
    } else if ((await revoke({ token, client: { clientId, audiences }, context })) === 'done') {
      ctx.status = 200;
      ctx.body = '';
    }
  };

  return async (koa, next) => {
    await next();
    const ctx = koa as unknown as KoaContextWithOIDC;
    const { error } = (ctx.body ?? {}) as { error?: unknown };
    const token: unknown = error === 'unsupported_token_type' ? ctx.oidc.params?.token : undefined;
    if (typeof token === 'string') await answer(ctx, token);
  };
};
