import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { cacheContract } from '../ports/cache.contract.ts';
import { createTestClock, type SharedState, type TestClock } from '../ports/index.ts';
import { rateCounterContract } from '../ports/rate-counter.contract.ts';
import { replayCacheContract } from '../ports/replay-cache.contract.ts';
import { createLogger } from '../process/index.ts';
import { createVault } from '../sealing/index.ts';
import { createCuttableServer } from '../testing/index.ts';
import { connectRedis, createRedisState, type RedisConnection } from './index.ts';

const vault = createVault([Buffer.alloc(32, 7)]);

type Member = { redis: RedisConnection; state: SharedState; logs: string[] };

/** What a process of the API has: a connection of its own to the one Redis, under the same prefix. */
const createMember = (url: string, prefix: string, clock: TestClock): Member => {
  const logs: string[] = [];
  const logger = createLogger({ process: 'test' }, { write: (line) => void logs.push(line) });
  const redis = connectRedis({ url, name: 'atlas-test', logger });
  return { redis, state: createRedisState({ redis, vault, clock, logger, prefix }), logs };
};

const isReady = ({ state }: Member) =>
  expect.poll(() => state.replays.epoch(), { timeout: 5000 }).not.toBeNull();

/** Two processes, and a way to Redis that can be cut. */
const createPair = async (prefix = `atlas-test-${randomUUID()}`) => {
  const clock = createTestClock();
  const network = await createCuttableServer(inject('services').redisUrl);
  const members = [
    createMember(network.url, prefix, clock),
    createMember(network.url, prefix, clock),
  ] as const;
  for (const member of members) await isReady(member);
  return {
    clock,
    members,
    network,
    [Symbol.asyncDispose]: async () => {
      for (const { redis } of members) await redis.close();
      await network[Symbol.asyncDispose]();
    },
  };
};

replayCacheContract('Redis', async () => {
  const pair = await createPair();
  const [one, other] = pair.members;
  return {
    caches: [one.state.replays, other.state.replays] as const,
    passSeconds: (seconds) => delay(seconds * 1000),
    [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
  };
});

rateCounterContract('Redis', async () => {
  const pair = await createPair();
  const [one, other] = pair.members;
  return {
    counters: (limit) => [one.state.rateCounter(limit), other.state.rateCounter(limit)] as const,
    [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
  };
});

cacheContract('Redis', async () => {
  const pair = await createPair();
  const [one, other] = pair.members;
  return {
    caches: [one.state.cache('contract'), other.state.cache('contract')] as const,
    clock: pair.clock,
    [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
  };
});

describe('Redis that is away', () => {
  it('has no epoch, claims nothing, counts in the process, misses, and none of it waits', async () => {
    await using pair = await createPair();
    const [{ state, logs }] = pair.members;
    const epoch = state.replays.epoch() ?? '';
    const counter = state.rateCounter({ name: 'away', count: 2, seconds: 60 });
    const cache = state.cache('away');
    pair.network.cut();

    const startedAt = performance.now();
    expect(await state.replays.claim('key', { ttlSeconds: 60, epoch })).toBe('lost');
    expect(state.replays.epoch()).toBeNull();
    const spent = await Promise.all([1, 2, 3].map(() => counter.spend('key')));
    expect(spent.filter(({ isWithin }) => isWithin)).toHaveLength(2);
    expect(await cache.get('key')).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(400);

    pair.network.mend();
    await isReady(pair.members[0]);
    // The same server, which has forgotten nothing: what was shown before stays shown.
    expect(state.replays.epoch()).toBe(epoch);
    const outage = logs.filter((line) => /redis is (away|back)/.test(line));
    expect(outage).toHaveLength(2);
  });

  it('is given up when it takes a connection and answers nothing', async () => {
    await using pair = await createPair();
    const [{ state }] = pair.members;
    const epoch = state.replays.epoch() ?? '';
    pair.network.freeze();
    const startedAt = performance.now();
    expect(await state.replays.claim('key', { ttlSeconds: 60, epoch })).toBe('lost');
    const firstMs = performance.now() - startedAt;
    expect(firstMs).toBeLessThan(1500);
    expect(state.replays.epoch()).toBeNull();
    expect((await state.rateCounter({ name: 'frozen', count: 1, seconds: 60 }).spend('key')).isWithin).toBe(
      true,
    );
    // Only the first one waits.
    expect(performance.now() - startedAt - firstMs).toBeLessThan(400);
    pair.network.mend();
    await isReady(pair.members[0]);
  });

  it('begins another epoch when what it held is gone', async () => {
    await using pair = await createPair();
    const [{ state, redis }, other] = pair.members;
    const epoch = state.replays.epoch() ?? '';
    expect(await state.replays.claim('key', { ttlSeconds: 60, epoch })).toBe('claimed');
    // As FLUSHALL would, for this prefix only.
    for (const key of await redis.client.keys('atlas-test-*')) await redis.client.del(key);
    expect(await state.replays.claim('key', { ttlSeconds: 60, epoch })).toBe('lost');
    await expect.poll(() => state.replays.epoch()).not.toBeNull();
    expect(state.replays.epoch()).not.toBe(epoch);
    expect(await other.state.replays.claim('key', { ttlSeconds: 60, epoch })).toBe('lost');
    await expect.poll(() => other.state.replays.epoch()).toBe(state.replays.epoch());
  });
});

describe('What Redis holds', () => {
  it('says nothing to who reads it, and cannot be put elsewhere', async () => {
    const prefix = `atlas-test-${randomUUID()}`;
    await using pair = await createPair(prefix);
    const [{ state, redis }, other] = pair.members;
    const expiresAt = new Date(pair.clock().getTime() + 60_000);
    await state.cache('tokens').set('session-one', { value: 'eyJhbGciOiJFUzI1NiJ9.secret', expiresAt });
    await state.rateCounter({ name: 'byNetwork', count: 5, seconds: 60 }).spend('203.0.113.7');

    const keys = await redis.client.keys(`${prefix}:*`);
    const [tokenKey = ''] = keys.filter((key) => key.includes(':cache.tokens:'));
    const held = JSON.stringify([keys, await redis.client.get(tokenKey)]);
    expect(held).not.toMatch(/session-one|eyJ|secret|203\.0/);
    expect(await redis.client.pttl(tokenKey)).toBeGreaterThan(0);

    // Another person's place: what is read there is a miss.
    await other.state.cache('tokens').set('session-two', { value: 'other', expiresAt });
    const [otherKey = ''] = (await redis.client.keys(`${prefix}:cache.tokens:*`)).filter(
      (key) => key !== tokenKey,
    );
    await redis.client.set(otherKey, (await redis.client.get(tokenKey)) ?? '');
    expect(await state.cache('tokens').get('session-two')).toBeNull();
  });
});
