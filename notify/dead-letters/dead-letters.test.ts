import { describe, expect, it } from 'vitest';
import { startNotify } from '../testing/index.ts';

const within = { timeout: 10_000, interval: 20 };
type World = Awaited<ReturnType<typeof startNotify>>;
type Row = { id: string; state: string; reason: string | null; attempts: number; replays: number };

const rows = (world: World, template: string) =>
  world.database.query<Row & { isSealed: boolean }>({
    text: `select id, state, reason, attempts, replays, sealed is not null as "isSealed" from notify.deliveries
           where template = $1 order by position`,
    values: [template],
  });

const replay = async (world: World, ids: readonly string[]) =>
  (
    await world.database.query<{ id: string; result: string }>({
      text: 'select id, result from notify.replay_deliveries($1, $2, null, $3)',
      values: [ids, 'tester', world.clock()],
    })
  ).map(({ result }) => result);

/** Fails until it is given up; time passes as it has to. */
const untilDead = async (world: World, template: string, stepSeconds: number) => {
  const later = () => {
    world.advance(stepSeconds);
    return rows(world, template);
  };
  await expect.poll(later, within).toMatchObject([{ state: 'dead', attempts: 5 }]);
  return (await rows(world, template))[0] as Row;
};

describe('a message that was given up on', () => {
  it('is sent again in its own row, with the trail of both', async () => {
    await using world = await startNotify();
    await world.telegram.setMood('failing');
    await world.register('42');
    const { id } = await untilDead(world, 'welcome', 150);
    await world.telegram.setMood('well');
    expect(await replay(world, [id])).toEqual(['replayed']);
    await expect
      .poll(() => rows(world, 'welcome'), within)
      .toMatchObject([{ id, state: 'sent', attempts: 6, replays: 1 }]);
    expect(world.telegram.to('42')).toHaveLength(1);
    const trail = await world.database.query({
      text: 'select outcome, provider from notify.admin_attempts where delivery_id = $1 order by number',
      values: [id],
    });
    expect(trail).toEqual([
      ...Array(5).fill({ outcome: 'retry', provider: 'telegram' }),
      { outcome: 'sent', provider: 'telegram' },
    ]);
  });

  it('is sent once, however many ask for it at once, and never when it was sent already', async () => {
    await using world = await startNotify();
    await world.telegram.setMood('failing');
    await world.register('42');
    const { id } = await untilDead(world, 'welcome', 150);
    await world.telegram.setMood('well');
    const results = await Promise.all(Array.from({ length: 12 }, () => replay(world, [id, id])));
    expect(results.flat().filter((result) => result === 'replayed')).toHaveLength(1);
    await expect.poll(() => rows(world, 'welcome'), within).toMatchObject([{ state: 'sent' }]);
    expect(await replay(world, [id])).toEqual(['not_given_up']);
    expect(world.telegram.to('42')).toHaveLength(1);
  });

  it('is tried five times more, and can be given up again', async () => {
    await using world = await startNotify();
    await world.telegram.setMood('failing');
    await world.register('42');
    const { id } = await untilDead(world, 'welcome', 150);
    await replay(world, [id]);
    const later = () => {
      world.advance(150);
      return rows(world, 'welcome');
    };
    await expect.poll(later, within).toMatchObject([{ state: 'dead', attempts: 10, replays: 1 }]);
    expect(await replay(world, [id])).toEqual(['replayed']);
  });
});

describe('a code that was given up on', () => {
  const dead = async (world: World) => {
    const accountId = await world.register('42');
    await world.sms.setMood('failing');
    await world.sendCode(accountId, { ttlSeconds: 36_000 });
    return untilDead(world, 'code', 5);
  };

  it('is sent again while it is good', async () => {
    await using world = await startNotify();
    const { id } = await dead(world);
    await world.sms.setMood('well');
    expect(await replay(world, [id])).toEqual(['replayed']);
    await expect.poll(() => world.sms.taken, within).toHaveLength(1);
    expect(world.sms.taken[0]?.text).toContain('730461');
    await expect.poll(() => rows(world, 'code'), within).toMatchObject([{ state: 'sent', isSealed: false }]);
  });

  it('is forgotten when it has ended, and sent no more', async () => {
    await using world = await startNotify();
    const { id } = await dead(world);
    world.advance(36_000);
    expect(await replay(world, [id])).toEqual(['expired']);
    await expect.poll(() => rows(world, 'code'), within).toMatchObject([{ state: 'dead', isSealed: false }]);
    await world.sms.setMood('well');
    expect(await replay(world, [id])).toEqual(['expired']);
    expect(world.sms.taken).toEqual([]);
  });
});

describe('what is no dead letter', () => {
  it('is not replayed: unknown, waiting, or not there', async () => {
    await using world = await startNotify();
    const accountId = await world.register('42');
    await world.sms.setMood('silent');
    await world.sendCode(accountId);
    await expect.poll(() => rows(world, 'code'), within).toMatchObject([{ state: 'unknown' }]);
    const [unknown] = await rows(world, 'code');
    const nobody = '0199b1a0-0000-7000-8000-000000000001';
    expect((await replay(world, [unknown?.id ?? '', nobody])).sort()).toEqual(['not_found', 'not_given_up']);
    expect(world.sms.calls()).toBe(1);
  });
});
