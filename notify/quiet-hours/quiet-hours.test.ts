import { randomUUIDv7 } from 'node:crypto';
import { createTestClock } from '@atlas/shared/ports';
import { type NotificationSchedule, noSchedule } from '@atlas/shared/wire';
import { describe, expect, it } from 'vitest';
import { startNotify } from '../testing/index.ts';

const within = { timeout: 20_000, interval: 20 };
type World = Awaited<ReturnType<typeof startNotify>>;
const order = { orderId: randomUUIDv7(), orderNumber: 'A-1042', totalMinor: 100, currency: 'EUR' };
const night = { timeZone: 'Europe/Moscow', quietHours: { from: '22:00', to: '08:00' } };

/** A person in Moscow with quiet hours at night, and the clock at this time of theirs. */
const start = async (time = '23:30') => {
  const noon = new Date('2026-02-01T12:00:00+03:00');
  const clock = createTestClock(() => noon);
  const world = await startNotify({ clock, telegramTimeoutMs: 15_000 });
  const subject = await world.register('42');
  await expect.poll(() => world.telegram.to('42').length, within).toBe(1);
  await choose(world, subject, night);
  clock.set(new Date(`2026-02-01T${time}:00+03:00`));
  return { world, subject };
};
const choose = (world: World, subject: string, schedule: Partial<NotificationSchedule>) =>
  world.append([
    {
      subject,
      type: 'account.updated.v1',
      data: { notificationSchedule: { ...noSchedule, ...schedule } },
    },
  ]);
const place = (world: World, subject: string) =>
  world.append([{ subject, type: 'order.placed.v1', data: order }]);
const states = async (world: World, subject: string) =>
  (await world.notifications(subject)).slice(1).map(({ state, reason }) => reason ?? state);
const dueAt = async ({ database }: World) =>
  (
    await database.query<{ at: Date }>({
      text: `select due_at as at from notify.deliveries where state = 'deferred'`,
    })
  )[0]?.at.toISOString();

describe('quiet hours', () => {
  it('hold a message back until they end on the person’s own clock', async () => {
    const { world, subject } = await start();
    await using _ = world;
    await place(world, subject);
    await expect.poll(() => states(world, subject), within).toEqual(['quiet_hours']);
    expect(await dueAt(world)).toBe('2026-02-02T05:00:00.000Z');
    world.advance(8.5 * 3600 - 1);
    await expect.poll(() => states(world, subject), within).toEqual(['quiet_hours']);
    world.advance(1);
    await expect.poll(() => states(world, subject), within).toEqual(['sent']);
    expect(world.telegram.to('42')).toHaveLength(2);
  });

  it('let security and codes pass', async () => {
    const { world, subject } = await start();
    await using _ = world;
    await world.append([
      { subject, type: 'backup_codes.created.v1', data: { setId: randomUUIDv7(), count: 10 } },
    ]);
    await world.sendCode(subject);
    await expect.poll(() => states(world, subject), within).toEqual(['sent', 'sent']);
  });

  it('drop what would be too late after them', async () => {
    const { world, subject } = await start();
    await using _ = world;
    const at = new Date(world.clock().getTime() - 20 * 3_600_000);
    await world.append([{ subject, type: 'order.placed.v1', data: order, occurredAt: at }]);
    await expect
      .poll(() => world.notifications(subject), within)
      .toMatchObject([{}, { state: 'suppressed', reason: 'quiet_hours' }]);
  });

  it('catch what still waits when they begin', async () => {
    const { world, subject } = await start('21:59');
    await using _ = world;
    await world.telegram.setMood('rate_limited');
    await place(world, subject);
    await expect.poll(() => states(world, subject), within).toEqual(['rate_limited']);
    await world.telegram.setMood('well');
    world.advance(61);
    await expect.poll(() => states(world, subject), within).toEqual(['quiet_hours']);
    world.advance(10 * 3600);
    await expect.poll(() => states(world, subject), within).toEqual(['sent']);
  });

  it('end at once for who takes them off', async () => {
    const { world, subject } = await start();
    await using _ = world;
    await place(world, subject);
    await expect.poll(() => states(world, subject), within).toEqual(['quiet_hours']);
    await choose(world, subject, { ...night, quietHours: null });
    await expect.poll(() => states(world, subject), within).toEqual(['sent']);
  });

  it('let nothing out that was switched off meanwhile, or to who blocked the bot', async () => {
    const { world, subject } = await start();
    await using _ = world;
    await place(world, subject);
    await world.append([
      { subject, type: 'session.revoked.v1', data: { sessionIds: [], reason: 'revoked' } },
    ]);
    await expect.poll(() => states(world, subject), within).toEqual(['quiet_hours', 'quiet_hours']);
    const notificationPreferences = { orders: { telegram: false } };
    await world.append([{ subject, type: 'account.updated.v1', data: { notificationPreferences } }]);
    await expect.poll(() => states(world, subject), within).toEqual(['preference', 'quiet_hours']);
    await world.database.query({ text: 'update notify.addresses set blocked_at = now()' });
    world.advance(9 * 3600);
    await expect.poll(() => states(world, subject), within).toEqual(['preference', 'recipient_blocked']);
  });

  it('are kept however many processes send', async () => {
    const { world, subject } = await start();
    await using _ = world;
    const others = await Promise.all([world.startProcess(), world.startProcess()]);
    await Promise.all(Array.from({ length: 5 }, () => place(world, subject)));
    await expect.poll(() => states(world, subject), within).toEqual(Array(5).fill('quiet_hours'));
    world.advance(9 * 3600);
    for (const { notify } of others) notify.wake();
    await expect
      .poll(async () => {
        world.advance(2);
        return states(world, subject);
      }, within)
      .toEqual(Array(5).fill('sent'));
    expect(world.telegram.to('42')).toHaveLength(6);
  });
});

describe('orders by e-mail', () => {
  it('go to the confirmed address of who asks for them, beside the chat', async () => {
    const { world, subject } = await start('12:30');
    await using _ = world;
    const data = {
      factorId: randomUUIDv7(),
      factorKind: 'email' as const,
      name: 'mine',
      destination: 'anna@example.org',
      isFirst: true,
      isDefault: true,
    };
    await world.append([{ subject, type: 'two_factor.enabled.v1', data }]);
    await place(world, subject);
    await expect.poll(() => states(world, subject), within).toEqual(['sent', 'sent']);
    expect(world.smtp.taken).toEqual([]);
    const notificationPreferences = { orders: { email: true, telegram: false } };
    await world.append([{ subject, type: 'account.updated.v1', data: { notificationPreferences } }]);
    await place(world, subject);
    await expect.poll(() => world.smtp.taken, within).toHaveLength(1);
    expect(world.smtp.taken[0]).toMatchObject({ to: 'anna@example.org' });
    await expect.poll(() => states(world, subject), within).toEqual(['sent', 'sent', 'preference', 'sent']);
  });
});
