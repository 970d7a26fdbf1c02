import type { EventEmitter } from 'node:events';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import type { Configuration, JWK } from 'oidc-provider';
import { Provider } from 'oidc-provider/lib/provider.js';
import { isClientSecret } from '../clients/index.ts';
import type { SigningKey } from '../keys/index.ts';
import { audiencesProperty, createClientAdapter, scopesProperty } from './client-adapter.ts';
import { clientAuthMethods, paths } from './metadata.ts';
import { defaultResource, getResourceServerInfo, serviceTokenTtlSeconds } from './token-target.ts';

type Deps = { database: Database; issuer: string; clock: Clock; logger: Logger };

const off = { enabled: false } as const;

const privateJwkOf = ({ kid, privateKey }: SigningKey): JWK =>
  ({ ...privateKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }) as JWK;

const configurationOf = ({ database, clock }: Deps, signingKey: SigningKey): Configuration => ({
  adapter: createClientAdapter(database),
  jwks: { keys: [privateJwkOf(signingKey)] },
  routes: { token: paths.token, jwks: paths.jwks },
  clientAuthMethods: [...clientAuthMethods],
  responseTypes: [],
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  scopes: [],
  ttl: { ClientCredentials: serviceTokenTtlSeconds },
  extraClientMetadata: { properties: [audiencesProperty, scopesProperty] },
  features: {
    clientCredentials: { enabled: true },
    resourceIndicators: { enabled: true, defaultResource, getResourceServerInfo },
    devInteractions: off,
    dPoP: off,
    pushedAuthorizationRequests: off,
    rpInitiatedLogout: off,
    userinfo: off,
  },
  formats: {
    customizers: {
      // The library reads the machine's clock; ours may be a test's or the sandbox's.
      jwt: (_ctx, _token, jwt) => {
        const iat = Math.floor(clock().getTime() / 1000);
        Object.assign(jwt.payload, { iat, exp: iat + serviceTokenTtlSeconds });
      },
    },
  },
  // Errors are JSON whatever the caller accepts: there is no page here.
  renderError: (ctx, out) => {
    ctx.type = 'json';
    ctx.body = out;
  },
});

/** A provider that signs with one key. Keys are fixed at construction, so a rotation makes a new one. */
export const createProvider = (deps: Deps, signingKey: SigningKey): Provider => {
  const provider = new Provider(deps.issuer, configurationOf(deps, signingKey));
  // Overriding this method is the library's documented way to keep secrets hashed.
  provider.Client.prototype.compareClientSecret = function (secret) {
    return isClientSecret(secret, Buffer.from(this.clientSecret ?? '', 'hex'));
  };
  provider.on('server_error', (ctx, error) => {
    deps.logger.error({ error }, 'token request failed');
    if (!(error instanceof AtlasError) || !error.retryable) return;
    ctx.status = 503;
    ctx.set('Retry-After', String(error.details.retryAfterSeconds ?? 2));
    ctx.body = { error: 'temporarily_unavailable' };
  });
  // Koa prints what nobody listens for; what it would print may hold a request.
  const koa: EventEmitter = provider;
  koa.on('error', (error: unknown) => deps.logger.error({ error }, 'token endpoint failed'));
  return provider;
};
