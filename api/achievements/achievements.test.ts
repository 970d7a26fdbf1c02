import { createEmbeddedEventBus } from '@atlas/shared/event-bus';
import { createLogger, createMetrics } from '@atlas/shared/process';
import { achievementIds } from '@atlas/shared/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGamification } from '../../gamification/index.ts';
import { startApi, type TestApi } from '../testing/index.ts';

const within = { timeout: 10_000, interval: 20 };

/** The API with gamification beside it, both on one database. */
const startWorld = async () => {
  const api = await startApi();
  const { database, clock, vault } = api;
  const logger = createLogger({ process: 'test', level: 'silent' });
  const bus = createEmbeddedEventBus({
    database,
    databaseUrl: database.url,
    vault,
    clock,
    logger,
    pollMs: 20,
  });
  const metrics = createMetrics({ runtime: false });
  const gamification = createGamification({ database, vault, bus, clock, logger, metrics });
  await gamification.start();
  return {
    api,
    achievements: async (accessToken: string) =>
      (await api.get('/v1/achievements', { accessToken })).body.items as {
        id: string;
        earnedAt: string | null;
      }[],
    [Symbol.asyncDispose]: async () => {
      await gamification.stop();
      await bus.close();
      await api[Symbol.asyncDispose]();
    },
  };
};

describe('GET /v1/achievements', () => {
  let world: Awaited<ReturnType<typeof startWorld>>;
  let api: TestApi;
  beforeAll(async () => {
    world = await startWorld();
    ({ api } = world);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('lists all there are, earned and locked, with how far one is', async () => {
    const { accessToken } = await api.signIn(1);
    await api.signIn(1);
    await expect
      .poll(() => world.achievements(accessToken), within)
      .toEqual([
        { id: 'registered', earnedAt: expect.stringMatching(/Z$/), count: 1, goal: 1 },
        ...['linked', 'protected', 'authenticator', 'prepared'].map((id) => ({
          id,
          earnedAt: null,
          count: 0,
          goal: 1,
        })),
        { id: 'regular', earnedAt: null, count: 2, goal: 10 },
        { id: 'first_order', earnedAt: null, count: 0, goal: 1 },
        { id: 'loyal', earnedAt: null, count: 0, goal: 5 },
      ]);
  });

  it('shows nobody else’s', async () => {
    const busy = await api.signIn(2);
    for (let n = 1; n < 12; n += 1) await api.signIn(2);
    await expect
      .poll(
        async () => (await world.achievements(busy.accessToken)).find(({ id }) => id === 'regular'),
        within,
      )
      .toEqual({ id: 'regular', earnedAt: expect.any(String), count: 10, goal: 10 });
    const other = await api.signIn(3);
    expect(
      (await world.achievements(other.accessToken)).find(({ id }) => id === 'regular')?.earnedAt,
    ).toBeNull();
  });

  it('refuses whoever has no session', async () => {
    expect(await api.get('/v1/achievements')).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
  });

  it('is in the export, and gone with the account', async () => {
    const { accessToken, account } = await api.signIn(5);
    await expect
      .poll(async () => (await world.achievements(accessToken))[0]?.earnedAt, within)
      .not.toBeNull();
    const { body } = await api.get('/v1/account/export', { accessToken });
    expect(body.achievements).toContainEqual({ id: 'registered', count: 1, earnedAt: expect.any(String) });
    expect(body.history).toContainEqual(
      expect.objectContaining({
        type: 'achievement.granted.v1',
        data: { achievement: 'registered', grantedAt: expect.any(String) },
      }),
    );
    expect((await api.delete('/v1/account', { accessToken })).status).toBe(204);
    const held = () =>
      api.database.query({
        text: 'select from gamification.account_achievements where account_id = $1',
        values: [account.id],
      });
    await expect.poll(held, within).toEqual([]);
  });

  it('lists every achievement that has a name', async () => {
    const { accessToken } = await api.signIn(6);
    expect((await world.achievements(accessToken)).map(({ id }) => id)).toEqual(achievementIds);
  });
});
