import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbeddedPostgres } from '@atlas/shared/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolder, startAtlas } from './atlas-process.ts';
import { createDesk, type Desk, signIn } from './desk.ts';
import { type RunningAtlas, startOnClone } from './start-on-clone.ts';

const welcome = /^Welcome, /;
const wait = { timeout: 30_000, interval: 50 };

describe('on a bad day', () => {
  let atlas: RunningAtlas;
  let desk: Desk;
  beforeAll(async () => {
    atlas = await startOnClone({ RATE_LIMIT_FACTOR: '1000' });
    desk = createDesk(atlas.url);
  });
  afterAll(() => atlas[Symbol.asyncDispose]());

  it('fifty first opens at once make one account, one event and one welcome', async () => {
    const { id } = await desk.createPerson({ firstName: 'Fifty' });
    const proofs = await Promise.all(Array.from({ length: 50 }, () => desk.initData(id)));
    const answers = await Promise.all(proofs.map((initData) => signIn(atlas.url, initData)));
    expect(answers.filter(({ status }) => status !== 201)).toEqual([]);
    expect(new Set(answers.map(({ body }) => body.account.id)).size).toBe(1);
    await expect.poll(() => desk.fromBot(id, welcome), wait).toHaveLength(1);
    const later = await signIn(atlas.url, await desk.initData(id));
    expect(later.body.isNew).toBe(false);
    expect(await desk.fromBot(id, welcome)).toHaveLength(1);
  });

  it.each(['error', '429', 'timeout', 'drop'] as const)(
    'Telegram answers with %s for a while, and the welcome arrives after it',
    async (kind) => {
      const { id } = await desk.createPerson({ firstName: `Patient ${kind}` });
      await desk.fault({ target: 'telegram', kind, count: 2 });
      await signIn(atlas.url, await desk.initData(id));
      // The clock moves on instead of the test: waits between tries are the server's time.
      await expect
        .poll(
          async () => {
            await desk.advanceClock(5);
            return (await desk.fromBot(id, welcome)).length;
          },
          { timeout: 40_000, interval: 250 },
        )
        .toBeGreaterThanOrEqual(1);
      await desk.clearFaults();
      expect((await desk.fromBot(id, welcome)).length).toBeLessThanOrEqual(kind === 'timeout' ? 3 : 1);
    },
  );
});

describe('PostgreSQL away for ten seconds under load', () => {
  it('is a clear 503 with Retry-After, named by /readyz, and over without a restart', async () => {
    await using folder = await createFolder();
    const dataDirectory = join(folder.path, 'postgres');
    const before = await startEmbeddedPostgres({ dataDirectory });
    await using atlas = await startAtlas({
      folder: folder.path,
      env: { RATE_LIMIT_FACTOR: '1000', DATABASE_URL: before.url },
    });
    const desk = createDesk(atlas.url);
    const { id } = await desk.createPerson({ firstName: 'Outage' });
    const earlier = await signIn(atlas.url, await desk.initData(id));
    expect(earlier.status).toBe(201);

    await before.stop();
    const until = performance.now() + 10_000;
    const refusals: Awaited<ReturnType<typeof signIn>>[] = [];
    let slowestMs = 0;
    while (performance.now() < until) {
      const startedAt = performance.now();
      refusals.push(await signIn(atlas.url, await desk.initData(id)));
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      // Twenty a second are load enough: as many as two cores can refuse take them from every other test.
      await pause(50);
    }
    expect(new Set(refusals.map(({ status, body }) => `${status} ${body.code} ${body.dependency}`))).toEqual(
      new Set(['503 unavailable postgres']),
    );
    for (const { headers } of refusals) expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(slowestMs).toBeLessThan(2500);
    const readiness = await fetch(`${atlas.url}/readyz`);
    expect([readiness.status, await readiness.json()]).toEqual([
      503,
      { ready: false, dependencies: expect.objectContaining({ postgres: 'unavailable' }) },
    ]);
    expect((await fetch(`${atlas.url}/healthz`)).status).toBe(200);

    const after = await startEmbeddedPostgres({ dataDirectory, port: before.port });
    await expect.poll(async () => (await signIn(atlas.url, await desk.initData(id))).status, wait).toBe(201);
    await expect.poll(async () => (await fetch(`${atlas.url}/readyz`)).status, wait).toBe(200);
    const fresh = await desk.createPerson({ firstName: 'Afterwards' });
    await signIn(atlas.url, await desk.initData(fresh.id));
    await expect.poll(() => desk.fromBot(fresh.id, welcome), wait).toHaveLength(1);
    expect(await atlas.end('SIGTERM')).toBe(0);
    await after.stop();
  }, 120_000);
});

describe('kill -9', () => {
  it('at any point between the request and the message loses nothing', async () => {
    await using folder = await createFolder();
    let atlas = await startAtlas({ folder: folder.path, env: { RATE_LIMIT_FACTOR: '1000' } });
    const people: { id: number; accountId: string | null }[] = [];
    for (let round = 0; round < 6; round += 1) {
      const desk = createDesk(atlas.url);
      const { id } = await desk.createPerson({ firstName: `Killed ${round}` });
      const initData = await desk.initData(id);
      // From before the commit to after the message: a little later each round.
      const opening = signIn(atlas.url, initData).catch(() => null);
      await new Promise((resolve) => setTimeout(resolve, round * 12));
      await atlas.end('SIGKILL');
      const answer = await opening;
      people.push({ id, accountId: answer?.status === 201 ? answer.body.account.id : null });
      atlas = await startAtlas({ folder: folder.path, port: atlas.port, env: { RATE_LIMIT_FACTOR: '1000' } });
    }
    await using last = atlas;
    const desk = createDesk(last.url);
    for (const { id, accountId } of people) {
      const { body } = await signIn(last.url, await desk.initData(id));
      if (accountId) expect(body.account.id).toBe(accountId);
      await expect
        .poll(async () => {
          await desk.advanceClock(5);
          return (await desk.fromBot(id, welcome)).length;
        }, wait)
        .toBeGreaterThanOrEqual(1);
      expect((await desk.fromBot(id, welcome)).length).toBeLessThanOrEqual(2);
    }
  }, 240_000);
});
