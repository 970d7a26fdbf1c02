export { createRemoteKeys, KeysUnavailable } from './jwks.ts';
export {
  type AccessToken,
  type AccountClaims,
  type FindKey,
  InvalidAccessToken,
  readAccessToken,
} from './read-access-token.ts';
export { AccessTokenRefusal, type RefusalError } from './refusal.ts';
export { followRevokedSessions, type RevokedSessions } from './revoked-sessions.ts';
export {
  type AccessTokenVerifier,
  createAccessTokenVerifier,
  type Demand,
  type OfAccount,
  type TokenRequest,
} from './verifier.ts';
