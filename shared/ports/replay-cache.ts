/**
 * Remembers what may be shown once (a DPoP `jti`). It holds only what may be lost together with the
 * thing it protects: losing the cache must invalidate the proofs, never re-open them.
 */
export interface ReplayCache {
  /** True for exactly one caller per key within `ttlSeconds`, however many ask at once. */
  claim(key: string, ttlSeconds: number): Promise<boolean>;
}
