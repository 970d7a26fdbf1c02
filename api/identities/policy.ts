/** How long a connection waits and how often its number may be wrong. [docs/threat-model.md] */
export const connectionPolicy = {
  ttlSeconds: 600,
  /** 26 signs of 5 bits. */
  tokenLength: 26,
  attempts: 3,
} as const;
