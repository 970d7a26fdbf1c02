import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createTestDatabase } from '@atlas/shared/testing';
import { type Redis, startRedis } from '@atlas/tooling/services';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { signInitData } from '../api/testing/index.ts';
import { createFolder } from './atlas-process.ts';
import { type BalancedClient, createBalancedClient, type Sent } from './balanced-client.ts';
import { allStarted, type ServiceProcess, startService } from './service-process.ts';

const publicUrl = 'http://atlas.localhost';
const botToken = `7000000001:${'A'.repeat(35)}`;

const readiness = async (api: ServiceProcess) => {
  const response = await fetch(`${api.url}/readyz`);
  return {
    status: response.status,
    ...((await response.json()) as { dependencies: Record<string, string> }),
  };
};

describe('two APIs on one Redis that goes away under load', () => {
  const stack = new AsyncDisposableStack();
  let redis: Redis;
  let apis: readonly [ServiceProcess, ServiceProcess];
  const createClient = (): Promise<BalancedClient> => {
    const id = randomInt(1, 2 ** 40);
    const openApp = () =>
      signInitData(botToken, {
        query_id: `AAH${randomUUID()}`,
        user: { id, first_name: `Person ${id}`, language_code: 'en' },
        auth_date: Math.floor(Date.now() / 1000),
      });
    return createBalancedClient({ publicUrl, apis, openApp });
  };

  beforeAll(async () => {
    const folder = stack.use(await createFolder());
    const database = stack.use(await createTestDatabase(inject('postgres')));
    redis = await startRedis({ directory: join(folder.path, 'redis') });
    stack.defer(() => redis.stop());
    const variables = {
      PUBLIC_URL: publicUrl,
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      ATLAS_MASTER_KEY: randomBytes(32).toString('base64'),
      TELEGRAM_BOT_TOKEN: botToken,
      TRUSTED_PROXY_CIDRS: '127.0.0.1/32',
    };
    const start = async () => stack.use(await startService('api', variables));
    apis = await allStarted<[ServiceProcess, ServiceProcess]>([start(), start()]);
  });
  afterAll(() => stack.disposeAsync());

  /** Replays everything at both; what any of them let through. */
  const replayAll = async (client: BalancedClient, shown: readonly Sent[]) => {
    const answers = await Promise.all(
      shown.flatMap((request) => apis.map((api) => client.replay(request, api))),
    );
    return answers.filter(({ status }) => status < 400);
  };

  it('refuses at each what the other was shown', async () => {
    const client = await createClient();
    expect((await client.signIn()).status).toBe(201);
    const shown = client.newest();
    expect(await replayAll(client, [shown])).toEqual([]);
    expect((await client.replay(shown, apis[0])).code).toBe('dpop_invalid');
    expect((await client.replay(shown, apis[1])).code).toBe('dpop_invalid');
  });

  it('lets one of forty through that come to both at once with one proof', async () => {
    const client = await createClient();
    await client.signIn();
    await client.call('GET', '/v1/account');
    const answers = await client.race(client.newest(), 40);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('counts one person’s sign-ins at both together', async () => {
    const client = await createClient();
    const answers: number[] = [];
    for (let sign = 0; sign < 34; sign += 1) answers.push((await client.signIn()).status);
    expect(answers.filter((status) => status === 201)).toHaveLength(30);
    expect(answers.slice(30)).toEqual([429, 429, 429, 429]);
  });

  it('goes on signing people in, and refuses what was shown before, during and after', {
    timeout: 120_000,
  }, async () => {
    const watcher = await createClient();
    const shown: Sent[] = [];
    const failures: unknown[] = [];
    let slowestMs = 0;
    let isOver = false;
    const visit = async () => {
      while (!isOver) {
        const client = await createClient();
        const startedAt = performance.now();
        const signedIn = await client.signIn();
        shown.push(client.newest());
        const read = await client.call('GET', '/v1/account');
        shown.push(client.newest());
        slowestMs = Math.max(slowestMs, performance.now() - startedAt);
        if (signedIn.status !== 201 || read.status !== 200) failures.push(signedIn.body, read.body);
      }
    };
    const visitors = Promise.all([1, 2, 3, 4].map(visit));
    const kept: Sent[] = [];
    /** Until twenty more were shown, which no API may ever take again: nor what was kept before. */
    const untilMore = async () => {
      const from = shown.length;
      await expect.poll(() => shown.length, { timeout: 20_000 }).toBeGreaterThan(from + 20);
      kept.push(...shown.slice(from, from + 20));
    };
    const begun = async (isUp: boolean) => {
      for (const api of apis)
        await expect
          .poll(async () => (await readiness(api)).dependencies.redis === 'ok', { timeout: 10_000 })
          .toBe(isUp);
    };

    await untilMore();
    redis.pause();
    await untilMore();
    for (const api of apis) {
      expect(await readiness(api)).toMatchObject({ status: 200, dependencies: { postgres: 'ok' } });
      expect((await readiness(api)).dependencies.redis).not.toBe('ok');
    }
    expect(await replayAll(watcher, kept)).toEqual([]);

    redis.resume();
    await begun(true);
    await untilMore();
    expect(await replayAll(watcher, kept)).toEqual([]);

    await redis.kill();
    await untilMore();
    expect(await replayAll(watcher, kept)).toEqual([]);

    // It comes back empty: what it had been told is nowhere any more.
    await redis.restart();
    await begun(true);
    await untilMore();
    expect(await replayAll(watcher, kept)).toEqual([]);

    isOver = true;
    await visitors;
    expect(failures).toEqual([]);
    // Nobody waited for Redis: half a second at the first request that it left unanswered, and a busy machine.
    expect(slowestMs).toBeLessThan(20_000);
  });
});
