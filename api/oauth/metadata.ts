import { tokenExchangeGrantType } from './grant-types.ts';

/** Where the token API lives, from the issuer on. */
export const paths = {
  metadata: '/.well-known/oauth-authorization-server',
  jwks: '/.well-known/jwks.json',
  token: '/oauth/token',
  introspection: '/oauth/introspect',
  revocation: '/oauth/revoke',
} as const;

export const clientAuthMethods = ['client_secret_basic', 'private_key_jwt'] as const;
/** RS256 is left out: RSA PKCS#1 v1.5 is not approved for new systems. */
export const clientAuthAlgorithms = ['ES256', 'EdDSA', 'Ed25519', 'PS256'] as const;

/**
 * Authorization server metadata [RFC 8414]: what is on, and nothing else. oidc-provider's own document names an
 * authorization endpoint that is off here, and builds addresses from the request's Host, which anybody can choose.
 */
export const authorizationServerMetadata = (issuer: string) => ({
  issuer,
  token_endpoint: issuer + paths.token,
  introspection_endpoint: issuer + paths.introspection,
  revocation_endpoint: issuer + paths.revocation,
  jwks_uri: issuer + paths.jwks,
  grant_types_supported: ['client_credentials', tokenExchangeGrantType],
  response_types_supported: [],
  token_endpoint_auth_methods_supported: clientAuthMethods,
  token_endpoint_auth_signing_alg_values_supported: clientAuthAlgorithms,
  introspection_endpoint_auth_methods_supported: clientAuthMethods,
  introspection_endpoint_auth_signing_alg_values_supported: clientAuthAlgorithms,
  revocation_endpoint_auth_methods_supported: clientAuthMethods,
  revocation_endpoint_auth_signing_alg_values_supported: clientAuthAlgorithms,
  dpop_signing_alg_values_supported: ['ES256'],
});
