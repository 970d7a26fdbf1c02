/** Lifetimes in seconds. [docs/threat-model.md] */
export const chatSessionPolicy = {
  /** After the last word: whoever writes again proves themselves again. */
  idle: 900,
} as const;
