/** Lifetimes in seconds. [docs/threat-model.md] */
export const loginLinkPolicy = {
  link: 600,
  start: 600,
  /** From an app to the page it opens at once. */
  handOver: 60,
  /** A lost answer is handed again to the same key for so long. */
  grace: 30,
} as const;
