/** Where the token API lives, from the issuer on. */
export const paths = {
  metadata: '/.well-known/oauth-authorization-server',
  jwks: '/.well-known/jwks.json',
  token: '/oauth/token',
} as const;

export const clientAuthMethods = ['client_secret_basic'] as const;

/**
 * Authorization server metadata [RFC 8414]: what is on, and nothing else. oidc-provider's own document names an
 * authorization endpoint that is off here, and builds addresses from the request's Host, which anybody can choose.
 */
export const authorizationServerMetadata = (issuer: string) => ({
  issuer,
  token_endpoint: issuer + paths.token,
  jwks_uri: issuer + paths.jwks,
  grant_types_supported: ['client_credentials'],
  response_types_supported: [],
  token_endpoint_auth_methods_supported: clientAuthMethods,
});
