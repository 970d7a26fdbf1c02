import { AtlasError } from '@atlas/shared/errors';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { InvalidRequest, InvalidScope, InvalidTarget } from 'oidc-provider/lib/helpers/errors.js';
import { problems, type RateLimits } from '../http/index.ts';
import type { EdgeClaims, EdgeTokens } from '../tokens/index.ts';
import { audiencesProperty, listOf, scopesProperty } from './client-adapter.ts';
import type { ExchangeToken } from './exchange-token.ts';
import { proofKeyOf } from './proof-key.ts';
import { contextOf } from './request-context.ts';
import { requestedScopes } from './requested-scopes.ts';
import { resourcePrefix } from './token-target.ts';

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';
const jwtType = 'urn:ietf:params:oauth:token-type:jwt';

export const tokenExchangeParameters = [
  'subject_token',
  'subject_token_type',
  'actor_token',
  'actor_token_type',
  'requested_token_type',
  'audience',
  'resource',
  'scope',
] as const;

type Parameters = Partial<Record<(typeof tokenExchangeParameters)[number], string>>;

type Deps = { edgeTokens: EdgeTokens; exchangeToken: ExchangeToken; rateLimits: RateLimits };

const assertForm = (parameters: Parameters) => {
  if (!parameters.subject_token) throw new InvalidRequest('missing required parameter(s) (subject_token)');
  if (parameters.subject_token_type !== accessTokenType)
    throw new InvalidRequest(`subject_token_type must be ${accessTokenType}`);
  // The client itself is the actor: it has just authenticated.
  if (parameters.actor_token !== undefined || parameters.actor_token_type !== undefined)
    throw new InvalidRequest('actor_token is not supported');
  const wanted = parameters.requested_token_type ?? accessTokenType;
  if (wanted !== accessTokenType && wanted !== jwtType)
    throw new InvalidRequest(`requested_token_type must be ${accessTokenType}`);
};

const audienceOf = ({ audience, resource }: Parameters, own: readonly string[]): string => {
  const byResource = resource?.startsWith(resourcePrefix) ? resource.slice(resourcePrefix.length) : resource;
  const named = audience ?? byResource ?? (own.length === 1 ? own[0] : undefined);
  if (!named || (byResource !== undefined && byResource !== named))
    throw new InvalidTarget('name one audience');
  return named;
};

/** What is missing, in the words of RFC 9470 and with our code for whoever can put it right. */
const describeMissing = ({ code, details }: AtlasError) => ({
  error: 'insufficient_user_authentication',
  error_description: problems[code].title,
  code,
  ...(details.acrValues ? { acr_values: details.acrValues } : {}),
  ...(details.maxAge === undefined ? {} : { max_age: details.maxAge }),
});

const missing = new Set(['insufficient_user_authentication', 'shop_link_required', 'shop_password_required']);

/**
 * The token exchange grant [RFC 8693]: a gateway that has authenticated hands in a person's edge token and gets an
 * access token for one service in return. Whether the edge token was shown by its owner, the gateway has checked: the
 * proof that came with it was made for the gateway's address.
 */
export const createTokenExchangeGrant = ({ edgeTokens, exchangeToken, rateLimits }: Deps) => {
  const readSubject = (token: string): Promise<EdgeClaims> =>
    edgeTokens.verify(token).catch(() => {
      throw new InvalidRequest('subject_token is not a live edge token');
    });

  const exchange = async (ctx: KoaContextWithOIDC) => {
    const { client } = ctx.oidc;
    if (!client) throw new InvalidRequest('no client');
    // Known by name, it is counted by name: all of a gateway's people come from its one network.
    await rateLimits.giveBack('tokenByNetwork', contextOf(ctx).network);
    await rateLimits.spend('tokenByClient', client.clientId);
    const parameters = (ctx.oidc.params ?? {}) as Parameters;
    assertForm(parameters);
    const own = { audiences: listOf(client, audiencesProperty), scopes: listOf(client, scopesProperty) };
    const audience = audienceOf(parameters, own.audiences);
    const requested = requestedScopes(own, audience, parameters.scope?.split(' ') ?? null);
    if ('error' in requested)
      throw requested.error === 'invalid_target'
        ? new InvalidTarget()
        : new InvalidScope('requested scope is not allowed', parameters.scope ?? '');
    const edge = await readSubject(parameters.subject_token as string);
    const jkt = proofKeyOf(ctx.res);
    const { clientId } = client;
    const { token, expiresIn, scopes } = await exchangeToken({
      clientId,
      edge,
      audience,
      scopes: requested.scopes,
      jkt,
    });
    return {
      access_token: token,
      issued_token_type: accessTokenType,
      token_type: jkt ? 'DPoP' : 'Bearer',
      expires_in: expiresIn,
      scope: scopes.join(' '),
    };
  };

  return async (ctx: KoaContextWithOIDC): Promise<void> => {
    try {
      ctx.body = await exchange(ctx);
    } catch (error) {
      if (!(error instanceof AtlasError)) throw error;
      if (error.code === 'invalid_token') throw new InvalidRequest('subject_token is not a live edge token');
      if (!missing.has(error.code)) throw error;
      ctx.status = 400;
      ctx.body = describeMissing(error);
    }
  };
};
