/** Lifetimes in seconds. [docs/threat-model.md] */
export const loginLinkPolicy = {
  link: 600,
  start: 600,
  /** A lost answer is handed again to the same key for so long. */
  grace: 30,
} as const;
