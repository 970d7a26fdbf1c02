import { randomUUIDv7 } from 'node:crypto';
import type { AtlasEvent, EventData } from '@atlas/shared/events';
import { createInbox } from '@atlas/shared/inbox';
import { newTraceparent, onTimeline, type TimelineEntry, traceIdOf } from '@atlas/shared/trace';
import { describe, expect, it } from 'vitest';
import { startGamification } from './testing/index.ts';

const within = { timeout: 10_000, interval: 20 };
const session = (): EventData['session.opened.v1'] => ({
  sessionId: randomUUIDv7(),
  messenger: 'telegram',
  amr: ['telegram'],
  acr: 'a',
});
const order = (): EventData['order.paid.v1'] => ({
  orderId: randomUUIDv7(),
  orderNumber: 'A-1',
  totalMinor: 100,
  currency: 'EUR',
});
const factor = (factorKind: 'sms' | 'email' | 'totp'): EventData['two_factor.enabled.v1'] => ({
  factorId: randomUUIDv7(),
  factorKind,
  name: 'Mine',
  destination: null,
  isFirst: false,
  isDefault: false,
});
const link: EventData['shop_account.linked.v1'] = {
  linkId: randomUUIDv7(),
  sessionId: randomUUIDv7(),
  shopCustomerId: 'c-1',
  customerName: 'Anna',
  email: null,
  phone: null,
  undoUntil: '2026-11-21T00:00:00.000Z',
};
type World = Awaited<ReturnType<typeof startGamification>>;
const idle = (world: World) => expect.poll(() => world.lag(), within).toMatchObject({ events: 0, parked: 0 });

describe('gamification', () => {
  it('grants what each rule asks for, in the order it was earned, and says so in the account’s history', async () => {
    await using world = await startGamification();
    const accountId = await world.register();
    await world.happen(accountId, 'shop_account.linked.v1', link);
    await world.happen(accountId, 'two_factor.enabled.v1', factor('sms'));
    await world.happen(accountId, 'two_factor.enabled.v1', factor('totp'));
    await world.happen(accountId, 'backup_codes.created.v1', { setId: randomUUIDv7(), count: 10 });
    await world.happen(accountId, 'order.paid.v1', order());
    await expect
      .poll(() => world.granted(accountId), within)
      .toEqual(['registered', 'linked', 'protected', 'authenticator', 'prepared', 'first_order']);
    await idle(world);
    const [row] = await world.database.query({
      text: `select topic, source, data->>'grantedAt' as at from event_log where type = 'achievement.granted.v1' limit 1`,
    });
    expect(row).toEqual({
      topic: 'atlas.accounts',
      source: '/atlas/gamification',
      at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  it('counts up to the goal of an achievement that takes many, and not beyond the one award', async () => {
    await using world = await startGamification();
    const accountId = await world.register();
    await world.happen(accountId, 'session.opened.v1', session(), 9);
    await idle(world);
    expect(await world.progress(accountId)).toMatchObject([
      { achievement: 'registered', isGranted: true },
      { achievement: 'regular', count: 9, isGranted: false },
    ]);
    await world.happen(accountId, 'session.opened.v1', session(), 5);
    await expect.poll(() => world.granted(accountId), within).toEqual(['registered', 'regular']);
    await world.happen(accountId, 'session.opened.v1', session(), 15);
    await idle(world);
    expect(await world.granted(accountId)).toEqual(['registered', 'regular']);
  });

  it('grants once under duplicates, with two processes, and when the whole log comes again', async () => {
    await using world = await startGamification({ processes: 2 });
    const accountIds = await world.registerMany(20);
    const id = randomUUIDv7();
    const again = {
      subject: accountIds[0] as string,
      id,
      type: 'session.opened.v1',
      data: session(),
    } as const;
    await world.append(Array.from({ length: 12 }, () => again));
    await idle(world);
    for (const { stop } of world.running) await stop();
    await world.rewind();
    const processes = await Promise.all([world.startProcess(), world.startProcess()]);
    await expect
      .poll(() => processes[0]?.bus.lag('gamification'), within)
      .toMatchObject({ events: 0, parked: 0 });
    // Even where the inbox has forgotten: an award is one for good.
    await world.database.query({ text: 'truncate gamification.inbox' });
    for (const { stop } of processes) await stop();
    await world.rewind();
    const { bus } = await world.startProcess();
    await expect.poll(() => bus.lag('gamification'), within).toMatchObject({ events: 0, parked: 0 });
    for (const accountId of accountIds.slice(1))
      expect(await world.granted(accountId)).toEqual(['registered']);
    expect(await world.progress(again.subject)).toContainEqual(
      expect.objectContaining({ achievement: 'registered', isGranted: true }),
    );
  });

  it('counts an event that comes many times once', async () => {
    await using world = await startGamification();
    const subject = await world.register();
    const again = { subject, id: randomUUIDv7(), type: 'session.opened.v1', data: session() } as const;
    await world.append(Array.from({ length: 12 }, () => again));
    await idle(world);
    expect(await world.progress(subject)).toContainEqual({
      achievement: 'regular',
      count: 1,
      isGranted: false,
    });
  });

  it('grants once when members that know nothing of each other are given the same events at once', async () => {
    await using world = await startGamification();
    const accountIds = await world.registerMany(30);
    await world.happen(accountIds[0] as string, 'session.opened.v1', session(), 10);
    const events: AtlasEvent[] = [];
    const [{ bus, stop }] = world.running as [(typeof world.running)[0]];
    const recording = await bus.subscribe({
      group: 'recorder',
      topics: ['atlas.accounts'],
      handle: async (batch) => void events.push(...batch),
    });
    await expect
      .poll(() => events.filter(({ type }) => type === 'session.opened.v1').length, within)
      .toBe(10);
    await idle(world);
    await recording.stop();
    await stop();
    await world.database.query({ text: 'truncate gamification.inbox, gamification.progress' });
    const before = (await world.allGranted()).length;

    const handlers = Array.from({ length: 4 }, () => world.createHandler());
    await Promise.all(
      handlers.map((handle, turn) => handle([...events.slice(turn * 7), ...events.slice(0, turn * 7)])),
    );

    expect((await world.allGranted()).slice(before).toSorted()).toEqual(
      [...accountIds.map((id) => `${id} registered`), `${accountIds[0]} regular`].toSorted(),
    );
  });

  it('gives an erased person nothing more, and forgets what they had', async () => {
    await using world = await startGamification();
    const [gone, kept] = [await world.register(), await world.register()];
    await expect.poll(() => world.granted(gone), within).toEqual(['registered']);
    await world.happen(gone, 'session.opened.v1', session(), 3);
    await world.erase(gone);
    await idle(world);
    await expect.poll(() => world.progress(gone), within).toEqual([]);
    expect(await world.progress(kept)).toHaveLength(1);
    const [last] = await world.database.query<{ type: string }>({
      text: 'select type from event_log where subject = $1 order by sequence desc limit 1',
      values: [gone],
    });
    expect(last).toEqual({ type: 'account.deleted.v1' });
  });

  it('keeps erased people erased when events from before come late', async () => {
    await using world = await startGamification({ processes: 0 });
    const accountId = await world.register();
    await world.happen(accountId, 'session.opened.v1', session(), 12);
    await world.erase(accountId);
    const { bus } = await world.startProcess();
    await expect.poll(() => bus.lag('gamification'), within).toMatchObject({ events: 0, parked: 0 });
    expect(await world.progress(accountId)).toEqual([]);
    expect(await world.granted(accountId)).toEqual([]);
  });

  it('shows on the timeline under the request that earned it', async () => {
    await using world = await startGamification();
    const accountId = await world.register();
    await idle(world);
    const timeline: TimelineEntry[] = [];
    using stack = new DisposableStack();
    stack.defer(onTimeline((entry) => timeline.push(entry)));
    const traceparent = newTraceparent();
    await world.append([{ subject: accountId, type: 'order.paid.v1', data: order(), traceparent }]);
    await expect
      .poll(() => timeline.map(({ step, name, correlationId }) => [step, name, correlationId]), within)
      .toEqual([
        ['event', 'achievement.granted.v1', traceIdOf(traceparent)],
        ['consumed', 'gamification', traceIdOf(traceparent)],
      ]);
  });

  it('forgets after a week which events it has seen', async () => {
    await using world = await startGamification();
    const accountId = await world.register();
    await expect.poll(() => world.granted(accountId), within).toEqual(['registered']);
    const inbox = createInbox({ schema: 'gamification' });
    const count = () =>
      world.database.query({ text: 'select from gamification.inbox' }).then((rows) => rows.length);
    await inbox.trim(world.database, new Date(0));
    expect(await count()).toBe(1);
    await inbox.trim(world.database, new Date(Date.now() + 1000));
    expect(await count()).toBe(0);
  });
});
