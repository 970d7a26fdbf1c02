export { createMemoryReplayCache } from './memory-replay-cache.ts';
