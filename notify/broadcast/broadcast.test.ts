import { randomUUIDv7 } from 'node:crypto';
import { createTestClock } from '@atlas/shared/ports';
import { newTraceparent } from '@atlas/shared/trace';
import { afterEach, describe, expect, it } from 'vitest';
import { botId, startNotify } from '../testing/index.ts';

const within = { timeout: 20_000, interval: 20 };
type World = Awaited<ReturnType<typeof startNotify>>;
const news = {
  en: { title: 'We moved', text: 'The shop is at <Main Street> now.\n\nCome & see.' },
  ru: { title: 'Мы переехали', text: 'Магазин теперь на Главной улице.' },
  zh: { title: '我们搬家了', text: '商店现位于主街。' },
};

let world: World;
afterEach(() => world[Symbol.asyncDispose]());
const begin = async (options: Parameters<typeof startNotify>[0] = {}) => {
  world = await startNotify({
    clock: createTestClock(() => new Date('2026-02-01T12:00:00Z')),
    // What is sent at most once is over when a busy machine answers late.
    telegramTimeoutMs: 15_000,
    ...options,
  });
};

type Person = { locale: string; preferences: object; schedule: object; isBlocked: boolean };

/** People as the projection holds them; their chats are 1, 2, 3 … */
const people = async (given: number | readonly Partial<Person>[]) => {
  const each = typeof given === 'number' ? Array.from({ length: given }, () => ({})) : given;
  const rows = each.map((person: Partial<Person>, index) => ({
    id: randomUUIDv7(),
    chat: String(index + 1),
    locale: 'en',
    preferences: {},
    schedule: {},
    isBlocked: false,
    ...person,
  }));
  await world.database.query({
    text: `with given as (
             select * from jsonb_to_recordset($1)
               as p (id uuid, chat text, locale text, preferences jsonb, schedule jsonb, "isBlocked" boolean)
           ), recipients as (
             insert into notify.recipients (account_id, display_name, locale, preferences, schedule)
             select id, 'A', locale, preferences, schedule from given
           )
           insert into notify.addresses (account_id, channel, app_scope, address, blocked_at)
           select id, 'telegram', $2, chat, case when "isBlocked" then now() end from given`,
    values: [JSON.stringify(rows), botId],
  });
  return rows.map(({ id }) => id);
};

const steer = async (id: string, action: 'start' | 'pause' | 'resume' | 'stop') => {
  const [row] = await world.database.query<{ result: string }>({
    text: 'select notify.steer_broadcast($1, $2, $3) as result',
    values: [id, action, world.clock()],
  });
  return row?.result;
};
const announce = async (quietHours: 'defer' | 'drop' = 'defer') => {
  const id = randomUUIDv7();
  await world.database.query({
    text: 'select notify.create_broadcast($1, $2, $3, 259200, $4, $5, $6)',
    values: [id, JSON.stringify(news), quietHours, 'operator', newTraceparent(), world.clock()],
  });
  await steer(id, 'start');
  return id;
};
const progress = async (id: string) => {
  const [row] = await world.database.query<Record<string, string>>({
    text: 'select * from notify.broadcast_progress($1)',
    values: [id],
  });
  const counts = Object.entries(row ?? {}).map(([name, count]) => [name, Number(count)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
};
const stateOf = async (id: string) =>
  (
    await world.database.query<{ state: string }>({
      text: 'select state from notify.broadcasts where id = $1',
      values: [id],
    })
  )[0]?.state;
/** Time goes on until it is so: a lane sends 30 a second. */
const eventually = (read: () => Promise<unknown>) =>
  expect.poll(async () => {
    world.advance(1);
    return read();
  }, within);

describe('an announcement', () => {
  it('is told to everybody in their own language, as it was written', async () => {
    await begin();
    await people([{ locale: 'en' }, { locale: 'ru' }, { locale: 'zh' }]);
    const id = await announce();
    await eventually(() => stateOf(id)).toBe('finished');
    expect(await progress(id)).toEqual({ sent: 3 });
    expect(world.telegram.to('1')[0]?.text).toBe(
      '<b>We moved</b>\n\nThe shop is at &lt;Main Street&gt; now.\n\nCome &amp; see.',
    );
    expect(world.telegram.to('2')[0]?.text).toMatch(/^<b>Мы переехали<\/b>/);
    expect(world.telegram.to('3')[0]?.text).toMatch(/^<b>我们搬家了<\/b>/);
  });

  it('leaves out who wants no news, who blocked the bot, and who came after its start', async () => {
    await begin({ start: false });
    await people([{ preferences: { broadcast: { telegram: false } } }, { isBlocked: true }, {}]);
    const id = await announce();
    await people(1);
    await world.startProcess();
    await eventually(() => stateOf(id)).toBe('finished');
    expect(await progress(id)).toEqual({ sent: 1, suppressed: 2 });
    expect(world.telegram.calls).toHaveLength(1);
  });

  it('comes to nobody twice, however many processes send it and go away meanwhile', async () => {
    await begin({ start: false });
    await people(90);
    const id = await announce();
    const all = await Promise.all([1, 2, 3].map(() => world.startProcess()));
    await expect.poll(async () => (await progress(id)).sent, within).toBeGreaterThan(0);
    // As kill -9 leaves it: connections break in the middle of whatever was done on them.
    world.way.cut();
    world.way.mend();
    for (const { notify } of all) notify.wake();
    await eventually(() => stateOf(id)).toBe('finished');
    const chats = world.telegram.taken.map(({ chatId }) => chatId);
    expect(new Set(chats).size).toBe(chats.length);
    const { sent = 0, failed = 0 } = await progress(id);
    expect(sent + failed).toBe(90);
  });

  it('pauses at once and goes on where it was; stopped, it is over', async () => {
    await begin();
    await people(400);
    const id = await announce();
    await expect.poll(async () => (await progress(id)).sent, within).toBeGreaterThan(0);
    expect(await steer(id, 'pause')).toBe('done');
    await expect
      .poll(
        () =>
          world.database.query({
            text: `select from notify.deliveries where state in ('queued', 'sending', 'retry_wait')`,
          }),
        within,
      )
      .toEqual([]);
    const paused = await progress(id);
    world.advance(60);
    await world.database.ping();
    expect(await progress(id)).toEqual(paused);

    expect(await steer(id, 'resume')).toBe('done');
    await eventually(async () => (await progress(id)).sent).toBeGreaterThan(paused.sent ?? 0);
    expect(await steer(id, 'stop')).toBe('done');
    await eventually(async () => (await progress(id)).waiting).toBeUndefined();
    const { sent = 0, suppressed = 0, left_over: left = 0 } = await progress(id);
    expect(sent + suppressed + left).toBe(400);
    expect(sent).toBeLessThan(400);
    expect(await stateOf(id)).toBe('stopped');
    for (const action of ['start', 'pause', 'resume', 'stop'] as const)
      expect(await steer(id, action)).toBe('conflict');
    expect(new Set(world.telegram.taken.map(({ chatId }) => chatId)).size).toBe(world.telegram.taken.length);
  });

  it('waits for who sleeps without a row, and tells them when they wake up', async () => {
    await begin();
    const asleep = { timeZone: 'America/New_York', quietHours: { from: '22:00', to: '08:00' } };
    await people([{ schedule: asleep }, {}, { schedule: { ...asleep, timeZone: 'Asia/Tokyo' } }]);
    const id = await announce();
    await eventually(() => progress(id)).toEqual({ sent: 2, left_over: 1 });
    expect(await stateOf(id)).toBe('running');
    world.clock.set(new Date('2026-02-01T13:00:01Z'));
    await eventually(() => stateOf(id)).toBe('finished');
    expect(await progress(id)).toEqual({ sent: 3 });
    expect(world.telegram.to('1')).toHaveLength(1);
  });

  it('that is good only now is not kept for who sleeps', async () => {
    await begin();
    const asleep = { timeZone: 'America/New_York', quietHours: { from: '22:00', to: '08:00' } };
    await people([{ schedule: asleep }, {}]);
    const id = await announce('drop');
    await eventually(() => stateOf(id)).toBe('finished');
    expect(await progress(id)).toEqual({ sent: 1, suppressed: 1 });
  });

  it('is told in the summary to who wants news there', async () => {
    await begin();
    const digest = { kinds: ['broadcast'], at: '18:00' };
    await people([{ schedule: { timeZone: 'UTC', digest }, locale: 'ru' }]);
    const id = await announce();
    await eventually(() => progress(id)).toEqual({ waiting: 1 });
    world.clock.set(new Date('2026-02-01T18:00:01Z'));
    await eventually(() => stateOf(id)).toBe('finished');
    expect(await progress(id)).toEqual({ digested: 1 });
    await eventually(async () => world.telegram.to('1')[0]?.text).toMatch(
      /^<b>Ваша сводка<\/b>\n\n<b>Мы переехали<\/b>\n\nМагазин/,
    );
  });

  it('stands behind everything that somebody waits for', async () => {
    await begin();
    await world.telegram.setMood('rate_limited');
    const [first] = await people(10);
    await announce();
    const order = { orderId: randomUUIDv7(), orderNumber: 'A-1', totalMinor: 1, currency: 'EUR' };
    await world.append([{ subject: first as string, type: 'order.placed.v1', data: order }]);
    const urgent = () =>
      world.database.query<{ kind: string; count: number }>({
        text: `select kind, count(*)::int from notify.deliveries group by kind, priority order by priority`,
      });
    await expect.poll(urgent, within).toEqual([
      { kind: 'orders', count: 1 },
      { kind: 'broadcast', count: 10 },
    ]);
  });

  it('keeps at most 5000 rows ahead of what is sent', { timeout: 30_000 }, async () => {
    await begin();
    await world.telegram.setMood('rate_limited');
    await people(5600);
    const id = await announce();
    await expect.poll(async () => (await progress(id)).waiting, { ...within, timeout: 20_000 }).toBe(5000);
    // A call that took too long in the meantime is over, and makes room for another row.
    const { waiting, failed = 0, left_over: left = 0 } = await progress(id);
    expect([waiting, failed + left]).toEqual([5000, 600]);
    await steer(id, 'stop');
  });
});
