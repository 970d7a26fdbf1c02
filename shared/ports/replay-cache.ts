/** `lost`: nobody can say, or the epoch is over. Then the thing is to be refused and made anew. */
export type Claim = 'claimed' | 'seen' | 'lost';

/**
 * Remembers what may be shown once (a DPoP `jti`). It may forget; so what is shown once is bound to the cache's epoch (by
 * the server's nonce), and dies with it. Losing the cache invalidates proofs and never re-opens them.
 */
export interface ReplayCache {
  /** Names what is remembered now. Another one once anything may have been forgotten; null while nobody can be asked. */
  epoch(): string | null;
  /** `claimed` for exactly one caller per key within `ttlSeconds` of one epoch, however many ask at once, wherever. */
  claim(key: string, wish: { ttlSeconds: number; epoch: string }): Promise<Claim>;
}
