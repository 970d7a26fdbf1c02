export type Cached = { value: string; expiresAt: Date };

/** Keeps what can be made anew. It never fails: what cannot be read is a miss, what cannot be kept is not kept. */
export interface Cache {
  /** Null when it is not there or has expired. */
  get(key: string): Promise<Cached | null>;
  set(key: string, cached: Cached): Promise<void>;
  delete(key: string): Promise<void>;
}
