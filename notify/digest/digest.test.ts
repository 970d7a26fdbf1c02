import { createTestClock } from '@atlas/shared/ports';
import { type NotificationPreferences, type NotificationSchedule, noSchedule } from '@atlas/shared/wire';
import { describe, expect, it } from 'vitest';
import { startNotify } from '../testing/index.ts';

const within = { timeout: 10_000, interval: 20 };
type World = Awaited<ReturnType<typeof startNotify>>;
const atSix = { timeZone: 'Asia/Shanghai', digest: { kinds: ['achievements' as const], at: '18:00' } };

/** A person in Shanghai who wants achievements told together at six, and it is noon there. */
const start = async (schedule: Partial<NotificationSchedule> = atSix) => {
  const noon = new Date('2026-02-01T12:00:00+08:00');
  const world = await startNotify({ clock: createTestClock(() => noon), telegramTimeoutMs: 15_000 });
  const subject = await world.register('42');
  await expect.poll(() => world.telegram.to('42').length, within).toBe(1);
  await change(world, subject, { notificationSchedule: { ...noSchedule, ...schedule } });
  return { world, subject };
};
const change = (
  world: World,
  subject: string,
  data: { notificationSchedule?: NotificationSchedule; notificationPreferences?: NotificationPreferences },
) => world.append([{ subject, type: 'account.updated.v1', data }]);
const grant = (world: World, subject: string, ...achievements: string[]) =>
  world.append(
    achievements.map((achievement) => ({
      subject,
      type: 'achievement.granted.v1' as const,
      data: { achievement, grantedAt: world.clock().toISOString() },
    })),
  );
const states = async (world: World, subject: string) =>
  (await world.notifications(subject))
    .slice(1)
    .map(({ template, state, reason }) => `${template} ${reason ?? state}`);
const collected = 'achievement_granted digesting';
const told = 'achievement_granted digested';

describe('the summary', () => {
  it('tells what was collected in one message, at the person’s own hour', async () => {
    const { world, subject } = await start();
    await using _ = world;
    await grant(world, subject, 'linked', 'protected');
    await expect.poll(() => states(world, subject), within).toEqual([collected, collected]);
    world.advance(6 * 3600 - 2);
    await grant(world, subject, 'first_order');
    await expect.poll(() => states(world, subject), within).toEqual([collected, collected, collected]);
    expect(world.telegram.to('42')).toHaveLength(1);
    world.advance(2);
    await expect.poll(() => states(world, subject), within).toEqual([told, told, told, 'digest sent']);
    expect(world.telegram.to('42')[1]?.text).toMatch(
      /^<b>Your summary<\/b>\n\n🏅 <b>Reunited<\/b>\n.+\n\n🏅 <b>Well guarded<\/b>\n.+\n\n🏅 <b>First order<\/b>\n.+$/,
    );
    const [{ folded }] = (await world.database.query<{ folded: number }>({
      text: `select count(*)::int as folded from notify.deliveries d
             where told_in = (select id from notify.deliveries where template = 'digest')`,
    })) as [{ folded: number }];
    expect(folded).toBe(3);
  });

  it('is made once, however many processes make it', async () => {
    const { world, subject } = await start();
    await using _ = world;
    const others = await Promise.all([1, 2, 3].map(() => world.startProcess()));
    await grant(world, subject, ...Array.from({ length: 10 }, (_each, n) => `a${n}`));
    await expect.poll(() => states(world, subject), within).toEqual(Array(10).fill(collected));
    world.advance(6 * 3600);
    for (const { notify } of others) notify.wake();
    await expect.poll(() => states(world, subject), within).toEqual([...Array(10).fill(told), 'digest sent']);
    expect(world.telegram.to('42')).toHaveLength(2);
  });

  it('comes in several messages where one can’t hold it', async () => {
    const { world, subject } = await start();
    await using _ = world;
    await grant(world, subject, ...Array.from({ length: 45 }, (_each, n) => `a${n}`));
    await expect.poll(async () => (await states(world, subject)).length, within).toBe(45);
    world.advance(6 * 3600);
    await expect
      .poll(async () => {
        world.advance(2);
        return (await states(world, subject)).filter((state) => state === 'digest sent');
      }, within)
      .toHaveLength(3);
    const texts = world.telegram.to('42').slice(1);
    expect(texts.map(({ text }) => text?.match(/🏅/gu)?.length)).toEqual([20, 20, 5]);
    for (const { text } of texts) expect(text?.length).toBeLessThan(4096);
  });

  it('waits for the end of quiet hours', async () => {
    const quietHours = { from: '17:00', to: '20:00' };
    const { world, subject } = await start({ ...atSix, quietHours });
    await using _ = world;
    await grant(world, subject, 'linked');
    await expect.poll(() => states(world, subject), within).toEqual([collected]);
    world.advance(6 * 3600);
    await expect.poll(() => states(world, subject), within).toEqual([told, 'digest quiet_hours']);
    world.advance(2 * 3600);
    await expect.poll(() => states(world, subject), within).toEqual([told, 'digest sent']);
  });

  it('lets everything come by itself for who wants none any more', async () => {
    const { world, subject } = await start();
    await using _ = world;
    await grant(world, subject, 'linked');
    await expect.poll(() => states(world, subject), within).toEqual([collected]);
    await change(world, subject, { notificationSchedule: { ...noSchedule, timeZone: 'Asia/Shanghai' } });
    await expect.poll(() => states(world, subject), within).toEqual(['achievement_granted sent']);
  });

  it('that has nowhere to go lets each message go by itself', async () => {
    const { world, subject } = await start();
    await using _ = world;
    await change(world, subject, {
      notificationPreferences: { digest: { telegram: false, email: true } },
    });
    await grant(world, subject, 'linked');
    await expect.poll(() => states(world, subject), within).toEqual([collected]);
    world.advance(6 * 3600);
    await expect.poll(() => states(world, subject), within).toEqual(['achievement_granted sent']);
  });

  it('leaves out what was switched off meanwhile', async () => {
    const { world, subject } = await start();
    await using _ = world;
    await grant(world, subject, 'linked');
    await expect.poll(() => states(world, subject), within).toEqual([collected]);
    await change(world, subject, { notificationPreferences: { achievements: { telegram: false } } });
    await expect.poll(() => states(world, subject), within).toEqual(['achievement_granted preference']);
    world.advance(6 * 3600);
    expect(world.telegram.to('42')).toHaveLength(1);
  });
});
