export { digest } from './digest.ts';
export { createFoldDigests } from './fold-digests.ts';
