/**
 * Keeps the direction of somebody's name to itself, so that a right-to-left name can't reorder the sentence around
 * it. What `<bdi>` is in HTML, for texts that stay texts. [Unicode UAX 9, 2.4]
 */
export const isolate = (text: string): string => `\u2068${text}\u2069`;
