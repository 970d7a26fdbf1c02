import type { Client, KoaContextWithOIDC, ResourceServer } from 'oidc-provider';
import { InvalidScope, InvalidTarget } from 'oidc-provider/lib/helpers/errors.js';
import type { RateLimits } from '../http/index.ts';
import { audiencesProperty, listOf, scopesProperty } from './client-adapter.ts';

/** A resource indicator must be an absolute URI [RFC 8707, 2]; an audience of Atlas is a plain service name. */
export const resourcePrefix = 'urn:atlas:service:';

export const serviceTokenTtlSeconds = 300;

/**
 * Where a request without `resource` goes: to the service its `audience` names (the parameter of RFC 8693, taken here
 * too), or to the only one the client may reach.
 */
export const defaultResource = (ctx: KoaContextWithOIDC, client?: Client): string => {
  const requested: unknown = ctx.oidc.body?.audience;
  if (requested !== undefined && typeof requested !== 'string')
    throw new InvalidTarget('exactly one audience');
  const [only, ...others] = client ? listOf(client, audiencesProperty) : [];
  const audience = requested || (others.length === 0 ? only : undefined);
  if (!audience) throw new InvalidTarget('name one audience');
  return resourcePrefix + audience;
};

/**
 * The service behind a resource indicator and what the client may do there. Without `scope` a client gets all it was
 * given [RFC 6749, 3.3]; one scope too many refuses the request, so that a typo is seen.
 */
const resourceServerOf = (ctx: KoaContextWithOIDC, resource: string, client: Client): ResourceServer => {
  const audience = resource.startsWith(resourcePrefix) ? resource.slice(resourcePrefix.length) : undefined;
  if (!audience || !listOf(client, audiencesProperty).includes(audience)) throw new InvalidTarget();
  const scopes = listOf(client, scopesProperty);
  const foreign = [...ctx.oidc.requestParamScopes].find((scope) => !scopes.includes(scope));
  if (foreign !== undefined) throw new InvalidScope('requested scope is not allowed', foreign);
  const scope = scopes.join(' ');
  if (ctx.oidc.params) ctx.oidc.params.scope ??= scope || undefined;
  return {
    audience,
    scope,
    accessTokenFormat: 'jwt',
    accessTokenTTL: serviceTokenTtlSeconds,
    jwt: { sign: { alg: 'ES256' } },
  };
};

/** The library asks once per request, after it has authenticated the client: the place to count what a client takes. */
export const createResourceServerInfo =
  (rateLimits: RateLimits) =>
  async (ctx: KoaContextWithOIDC, resource: string, client: Client): Promise<ResourceServer> => {
    await rateLimits.spend('tokenByClient', client.clientId);
    return resourceServerOf(ctx, resource, client);
  };
