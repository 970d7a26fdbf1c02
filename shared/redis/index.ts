export { connectRedis, type RedisConnection } from './connect-redis.ts';
export { createRedisState } from './redis-state.ts';
