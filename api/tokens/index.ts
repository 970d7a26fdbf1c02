export { type AccessTokens, accessTokenTtlSeconds, createAccessTokens } from './access-tokens.ts';
export { createDatabaseReplayCache } from './database-replay-cache.ts';
export { createDpopVerifier, type DpopProof, type VerifyDpop } from './dpop.ts';
export { createDpopNonces, type DpopNonces } from './dpop-nonces.ts';
export { createEdgeTokens, type EdgeClaims, type EdgeTokens } from './edge-tokens.ts';
export { hashRefreshToken, newRefreshToken } from './refresh-token.ts';
