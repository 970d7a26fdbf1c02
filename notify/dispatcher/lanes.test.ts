import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { botId, secondBotId, startNotify } from '../testing/index.ts';

const within = { timeout: 10_000, interval: 20 };
type World = Awaited<ReturnType<typeof startNotify>>;

const laneOf = async (world: World, bot: string) => {
  const [lane] = await world.database.query<{ slowedRate: number | null; isPaused: boolean }>({
    text: `select slowed_rate as "slowedRate", paused_until > $2 as "isPaused" from notify.lanes where lane = $1`,
    values: [`telegram:${bot}`, world.clock()],
  });
  return lane;
};

/** What a gauge says to whoever scrapes this process; undefined while it says nothing. */
const gaugeOf = async (process: World['process'], name: string, label: string) => {
  const text = (await process?.metrics.text()) ?? '';
  const line = text.split('\n').find((each) => each.startsWith(`${name}${label}`));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
};
const rateOf = (process: World['process'], bot: string) =>
  gaugeOf(process, 'atlas_notify_lane_rate', `{lane="telegram:${bot}"}`);

const isAllAnswered = (world: World) =>
  world.attempts().then((attempts) => attempts.every(({ outcome }) => outcome !== null));

/** Several chats of the first bot are refused at once: it is the bot that is too fast. */
const tooFast = async (world: World, chats: readonly string[]) => {
  for (const chat of chats) await world.telegram.setMood('rate_limited', chat);
  const accounts = await Promise.all(chats.map((chat) => world.register(chat)));
  await expect.poll(async () => (await laneOf(world, botId))?.slowedRate, within).not.toBeNull();
  await expect.poll(() => isAllAnswered(world), within).toBe(true);
  return accounts;
};

describe('a bot that is told to slow down', () => {
  it('goes at half its rate, however many calls were refused together, and another bot at its own', async () => {
    await using world = await startNotify();
    await tooFast(world, ['42', '43', '44', '45', '46']);
    expect(await laneOf(world, botId)).toEqual({ slowedRate: 15, isPaused: true });
    expect(await laneOf(world, secondBotId)).toEqual({ slowedRate: null, isPaused: false });
    await world.register('52', { appScope: secondBotId });
    await expect.poll(() => world.telegram.to('52'), within).toHaveLength(1);
    expect(await rateOf(world.process, secondBotId)).toBe(30);
  });

  it('gains one a second for each minute without another refusal, in every process, up to its rate', async () => {
    await using world = await startNotify();
    await tooFast(world, ['42', '43']);
    for (const chat of ['42', '43']) await world.telegram.setMood('well', chat);
    const other = await world.startProcess();
    for (const [advanceSeconds, perSecond] of [
      [0, 15],
      [60, 15], // the minute begins at the end of the pause
      [7, 16],
      [60, 17],
      [3600, 30],
    ] as const) {
      world.clock.advanceSeconds(advanceSeconds);
      expect(await rateOf(world.process, botId)).toBe(perSecond);
      expect(await rateOf(other, botId)).toBe(perSecond);
    }
  });

  it('halves again from where it is, and never below one message a second', async () => {
    await using world = await startNotify();
    await tooFast(world, ['42', '43']);
    for (const slowed of [7.5, 3.75, 1.875, 1]) {
      // Past the pause, once: both are refused again, in calls that begin together.
      world.advance(8);
      await expect.poll(async () => (await laneOf(world, botId))?.slowedRate, within).toBe(slowed);
      await expect.poll(() => isAllAnswered(world), within).toBe(true);
    }
    const calls = world.telegram.calls.length;
    world.advance(8);
    await expect.poll(() => world.telegram.calls.length, within).toBeGreaterThan(calls);
    await expect.poll(() => isAllAnswered(world), within).toBe(true);
    expect((await laneOf(world, botId))?.slowedRate).toBe(1);
  });

  it('sends everything in the end, and says meanwhile for how long it waits', async () => {
    await using world = await startNotify();
    const accounts = await tooFast(world, ['42', '43']);
    const lane = `{lane="telegram:${botId}"}`;
    expect(await gaugeOf(world.process, 'atlas_notify_lane_paused_seconds', lane)).toBeGreaterThan(1);
    for (const chat of ['42', '43']) await world.telegram.setMood('well', chat);
    for (const accountId of accounts) {
      const later = () => {
        world.advance(8);
        return world.notifications(accountId);
      };
      await expect.poll(later, within).toMatchObject([{ state: 'sent' }]);
    }
    expect(await gaugeOf(world.process, 'atlas_notify_lane_paused_seconds', lane)).toBe(0);
    expect(await gaugeOf(world.process, 'atlas_notify_lane_due', lane)).toBe(0);
    const delivered = 'atlas_notify_delivery_total{channel="telegram",provider="telegram"';
    expect(await gaugeOf(world.process, delivered, ',outcome="sent"}')).toBe(2);
    expect(await gaugeOf(world.process, delivered, ',outcome="retry_wait"}')).toBeGreaterThanOrEqual(2);
  });
});

describe('a chat that is told to slow down', () => {
  it('slows no lane', async () => {
    await using world = await startNotify();
    await world.telegram.setMood('rate_limited', '42');
    const limited = await world.register('42');
    await expect.poll(() => world.notifications(limited), within).toMatchObject([{ state: 'retry_wait' }]);
    expect(await laneOf(world, botId)).toEqual({ slowedRate: null, isPaused: false });
  });
});

describe('the numbers an operator watches', () => {
  it('count what is held back, and by what', async () => {
    await using world = await startNotify();
    const held = (state: string) => gaugeOf(world.process, 'atlas_notify_held', `{state="${state}"}`);
    const order = { orderId: randomUUIDv7(), orderNumber: 'A-1', totalMinor: 100, currency: 'EUR' };
    expect([await held('early'), await held('deferred'), await held('digesting')]).toEqual([0, 0, 0]);
    await world.append([{ subject: randomUUIDv7(), type: 'order.placed.v1', data: order }]);
    await expect.poll(() => held('early'), within).toBe(1);
    world.way.cut();
    expect(await held('early')).toBeUndefined();
  });

  it('name what was given up and what nobody knows, and are silent while PostgreSQL is away', async () => {
    await using world = await startNotify();
    await world.database.query({
      text: `insert into notify.deliveries (id, event_id, account_id, kind, template, channel, lane, address, priority, params,
               traceparent, state, due_at, expires_at, created_at)
             select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'welcome', 'welcome', 'telegram', 'telegram:1', '1', 3,
               '{}', '', 'dead', $1, $1, $1`,
      values: [world.clock()],
    });
    expect(await gaugeOf(world.process, 'atlas_notify_dlq_size', '')).toBe(1);
    await world.telegram.setMood('cut');
    await world.register('42');
    const unknown = '{channel="telegram",provider="telegram"}';
    await expect
      .poll(() => gaugeOf(world.process, 'atlas_notify_unknown_total', unknown), within)
      .toBeGreaterThanOrEqual(1);
    world.way.cut();
    expect(await gaugeOf(world.process, 'atlas_notify_dlq_size', '')).toBeNaN();
    expect(await rateOf(world.process, botId)).toBeUndefined();
  });
});
