import type { EventEmitter } from 'node:events';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import type { Configuration, JWK, KoaContextWithOIDC } from 'oidc-provider';
import { Provider } from 'oidc-provider/lib/provider.js';
import { type FindClient, isClientSecret } from '../clients/index.ts';
import type { RateLimits } from '../http/index.ts';
import type { SigningKey } from '../keys/index.ts';
import { audiencesProperty, createClientAdapter, scopesProperty, secretHashesOf } from './client-adapter.ts';
import { createAssertClientAssertion } from './client-assertion.ts';
import { tokenExchangeGrantType } from './grant-types.ts';
import { clientAuthAlgorithms, clientAuthMethods, paths } from './metadata.ts';
import { proofKeyOf } from './proof-key.ts';
import { answerForStructuredTokens } from './structured-tokens.ts';
import { createTokenExchangeGrant, tokenExchangeParameters } from './token-exchange-grant.ts';
import { createResourceServerInfo, defaultResource, serviceTokenTtlSeconds } from './token-target.ts';

type Deps = {
  database: Database;
  issuer: string;
  clock: Clock;
  logger: Logger;
  rateLimits: RateLimits;
  findClient: FindClient;
} & Parameters<typeof createTokenExchangeGrant>[0] &
  Parameters<typeof answerForStructuredTokens>[0];

const off = { enabled: false } as const;

const privateJwkOf = ({ kid, privateKey }: SigningKey): JWK =>
  ({ ...privateKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }) as JWK;

const configurationOf = (
  { database, issuer, clock, rateLimits, findClient }: Deps,
  signingKey: SigningKey,
): Configuration => ({
  adapter: createClientAdapter({ database, clock, findClient }),
  jwks: { keys: [privateJwkOf(signingKey)] },
  routes: {
    token: paths.token,
    introspection: paths.introspection,
    revocation: paths.revocation,
    jwks: paths.jwks,
  },
  clientAuthMethods: [...clientAuthMethods],
  enabledJWA: { clientAuthSigningAlgValues: [...clientAuthAlgorithms] },
  assertJwtClientAuthClaimsAndHeader: createAssertClientAssertion({ issuer, clock }),
  responseTypes: [],
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  scopes: [],
  ttl: { ClientCredentials: serviceTokenTtlSeconds },
  extraClientMetadata: { properties: [audiencesProperty, scopesProperty] },
  features: {
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource,
      getResourceServerInfo: createResourceServerInfo(rateLimits),
    },
    devInteractions: off,
    // Proofs are checked before the library sees the request, see proof-key.ts.
    dPoP: off,
    pushedAuthorizationRequests: off,
    rpInitiatedLogout: off,
    userinfo: off,
  },
  formats: {
    customizers: {
      jwt: (ctx, token, jwt) => {
        // The library reads the machine's clock; ours may be a test's or the sandbox's.
        const iat = Math.floor(clock().getTime() / 1000);
        Object.assign(jwt.payload, { iat, exp: iat + serviceTokenTtlSeconds });
        const jkt = proofKeyOf((ctx as KoaContextWithOIDC).res);
        if (!jkt) return;
        Object.assign(jwt.payload, { cnf: { jkt } });
        // What the answer's `token_type` is made from.
        Object.assign(token, { jkt });
      },
    },
  },
  // Errors are JSON whatever the caller accepts: there is no page here.
  renderError: (ctx, out) => {
    ctx.type = 'json';
    ctx.body = out;
  },
});

/** A refusal of ours that the library takes for a failure of its own, in OAuth's words. */
const answerRefusal = (ctx: KoaContextWithOIDC, error: AtlasError) => {
  const isTooMuch = error.code === 'rate_limited';
  ctx.status = isTooMuch ? 429 : 503;
  ctx.set('Retry-After', String(error.details.retryAfterSeconds ?? 2));
  ctx.body = { error: isTooMuch ? 'slow_down' : 'temporarily_unavailable' };
};

/** A provider that signs with one key. Keys are fixed at construction, so a rotation makes a new one. */
export const createProvider = (deps: Deps, signingKey: SigningKey): Provider => {
  const provider = new Provider(deps.issuer, configurationOf(deps, signingKey));
  provider.registerGrantType(tokenExchangeGrantType, createTokenExchangeGrant(deps), [
    ...tokenExchangeParameters,
  ]);
  provider.use(answerForStructuredTokens(deps));
  // Overriding this method is the library's documented way to keep secrets hashed.
  provider.Client.prototype.compareClientSecret = function (secret) {
    return isClientSecret(secret, secretHashesOf(this.clientSecret));
  };
  provider.on('server_error', (ctx, error) => {
    const isRefusal = error instanceof AtlasError && error.retryable;
    if (!isRefusal) deps.logger.error({ error }, 'token request failed');
    if (isRefusal) answerRefusal(ctx, error);
  });
  // Koa prints what nobody listens for; what it would print may hold a request.
  const koa: EventEmitter = provider;
  koa.on('error', (error: unknown) => deps.logger.error({ error }, 'token endpoint failed'));
  return provider;
};
