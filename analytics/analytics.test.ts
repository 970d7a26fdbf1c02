import { randomUUIDv7 } from 'node:crypto';
import type { EventData, EventType } from '@atlas/shared/events';
import type { TestEvent } from '@atlas/shared/testing';
import { onTimeline, type TimelineEntry } from '@atlas/shared/trace';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rebuildPeople } from './rebuild/index.ts';
import { startAnalytics } from './testing/index.ts';

const within = { timeout: 10_000, interval: 20 };
const data: { [T in EventType]?: EventData[T] } = {
  'user.registered.v1': {
    messenger: 'telegram',
    appScope: '7000000001',
    chatId: '424242424242',
    identityId: randomUUIDv7(),
    displayName: 'Canary Name',
    locale: 'en',
  },
  'session.opened.v1': { sessionId: randomUUIDv7(), messenger: 'telegram', amr: ['telegram'], acr: 'a' },
  'shop_account.linked.v1': {
    linkId: randomUUIDv7(),
    sessionId: randomUUIDv7(),
    shopCustomerId: 'canary-customer',
    customerName: 'Canary Name',
    email: 'canary@example.com',
    phone: '+79260000000',
    undoUntil: '2026-11-21T00:00:00.000Z',
  },
  'two_factor.enabled.v1': {
    factorId: randomUUIDv7(),
    factorKind: 'sms',
    name: 'Canary phone',
    destination: '+79260000000',
    isFirst: true,
    isDefault: true,
  },
  'order.paid.v1': { orderId: randomUUIDv7(), orderNumber: 'A-1', totalMinor: 100, currency: 'EUR' },
  'account.updated.v1': { displayName: 'Canary Name' },
};
type Happened = 'registered' | 'opened' | 'linked' | 'protected' | 'paid' | 'renamed';
const types: Readonly<Record<Happened, EventType>> = {
  registered: 'user.registered.v1',
  opened: 'session.opened.v1',
  linked: 'shop_account.linked.v1',
  protected: 'two_factor.enabled.v1',
  paid: 'order.paid.v1',
  renamed: 'account.updated.v1',
};
const event = (subject: string, what: Happened, day: string, id = randomUUIDv7()): TestEvent =>
  ({
    subject,
    id,
    type: types[what],
    data: data[types[what]],
    occurredAt: new Date(`${day}T12:00:00Z`),
  }) as TestEvent;

type World = Awaited<ReturnType<typeof startAnalytics>>;
const idle = (world: World) => expect.poll(() => world.lag(), within).toMatchObject({ events: 0, parked: 0 });

describe('analytics', () => {
  it('counts registrations by day, and each step of the funnel by those who took all before it', async () => {
    await using world = await startAnalytics();
    const [anna, boris, chen] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];
    await world.append([
      event(anna, 'registered', '2026-11-02'),
      event(anna, 'linked', '2026-11-03'),
      event(anna, 'protected', '2026-11-09'),
      event(anna, 'paid', '2026-11-10'),
      event(anna, 'paid', '2026-11-11'),
      event(boris, 'registered', '2026-11-02'),
      event(boris, 'protected', '2026-11-02'),
      event(boris, 'paid', '2026-11-03'),
      event(chen, 'registered', '2026-11-03'),
      event(chen, 'linked', '2026-11-03'),
      event(chen, 'renamed', '2026-11-04'),
    ]);
    await idle(world);
    expect(await world.view('registrations')).toEqual([
      { day: '2026-11-02', registered: 2 },
      { day: '2026-11-03', registered: 1 },
    ]);
    expect(await world.view('funnel')).toEqual([
      { day: '2026-11-02', opened: 2, registered: 2, linked: 1, protected: 1, purchased: 1 },
      { day: '2026-11-03', opened: 1, registered: 1, linked: 1, protected: 0, purchased: 0 },
    ]);
  });

  it('tells of each week’s people in which later weeks they came again', async () => {
    await using world = await startAnalytics();
    const [anna, boris] = [randomUUIDv7(), randomUUIDv7()];
    await world.append([
      // A Sunday and the Monday after it: two weeks.
      event(anna, 'registered', '2026-11-01'),
      event(anna, 'opened', '2026-11-01'),
      event(anna, 'opened', '2026-11-02'),
      event(anna, 'opened', '2026-11-08'),
      event(anna, 'opened', '2026-11-16'),
      event(boris, 'registered', '2026-10-26'),
      event(boris, 'opened', '2026-10-26'),
    ]);
    await idle(world);
    expect(await world.view('cohorts')).toEqual([{ cohort: '2026-10-26', people: 2 }]);
    expect(await world.view('retention')).toEqual([
      { cohort: '2026-10-26', week: 0, active: 2 },
      { cohort: '2026-10-26', week: 1, active: 1 },
      { cohort: '2026-10-26', week: 3, active: 1 },
    ]);
  });

  it('keeps nothing personal, and after an erasure no trace of the account, but counts go on as they were', async () => {
    await using world = await startAnalytics();
    const [gone, kept] = [randomUUIDv7(), randomUUIDv7()];
    for (const subject of [gone, kept]) {
      await world.append(
        (['registered', 'opened', 'linked', 'protected', 'paid'] as const).map((what) =>
          event(subject, what, '2026-11-02'),
        ),
      );
    }
    await idle(world);
    const before = [await world.view('funnel'), await world.view('retention')];
    await world.erase(gone);
    await idle(world);
    const everything = async () => {
      const tables = ['people', 'inbox'].map((table) => `select t::text as line from analytics.${table} t`);
      const rows = await world.database.query<{ line: string }>({ text: tables.join(' union all ') });
      return rows.map(({ line }) => line).join('\n');
    };
    await expect.poll(everything, within).not.toContain(gone);
    expect(await everything()).toContain(kept);
    expect(await everything()).not.toMatch(/canary|7926|42424242/i);
    expect([await world.view('funnel'), await world.view('retention')]).toEqual(before);
  });

  it('knows of somebody who was erased before their events came what the log knows of them', async () => {
    await using world = await startAnalytics({ processes: 0 });
    const accountId = randomUUIDv7();
    await world.append([
      event(accountId, 'registered', '2026-11-02'),
      event(accountId, 'linked', '2026-11-03'),
    ]);
    await world.erase(accountId);
    const { bus } = await world.startProcess();
    await expect.poll(() => bus.lag('analytics'), within).toMatchObject({ events: 0, parked: 0 });
    expect(await world.view('funnel')).toMatchObject([{ registered: 1, linked: 1 }]);
    expect((await world.dump()).join()).not.toContain(accountId);
  });

  it('shows on the timeline', async () => {
    await using world = await startAnalytics();
    const timeline: TimelineEntry[] = [];
    using stack = new DisposableStack();
    stack.defer(onTimeline((entry) => timeline.push(entry)));
    await world.register();
    await expect
      .poll(() => timeline.map(({ step, name, status }) => [step, name, status]), within)
      .toEqual([['consumed', 'analytics', 'user.registered.v1']]);
  });
});

describe('figures made anew from the log', () => {
  it('are the same, byte for byte, whatever happened and however often it came', async () => {
    await using world = await startAnalytics({ processes: 2 });
    const accounts = Array.from({ length: 12 }, () => randomUUIDv7());
    const happening = fc.record({
      account: fc.constantFrom(...accounts),
      what: fc.constantFrom<Happened>('opened', 'linked', 'protected', 'paid', 'renamed'),
      day: fc
        .integer({ min: 0, max: 60 })
        .map((n) => new Date(Date.UTC(2026, 8, 1 + n)).toISOString().slice(0, 10)),
      /** How often the log holds it. */
      copies: fc.integer({ min: 1, max: 3 }),
    });
    const traffic =
      fc.sample(fc.array(happening, { minLength: 300, maxLength: 300 }), { numRuns: 1, seed: 7 })[0] ?? [];
    await world.append(accounts.map((id, n) => event(id, 'registered', `2026-09-0${1 + (n % 9)}`)));
    for (const { account, what, day, copies } of traffic.slice(0, 200)) {
      const id = randomUUIDv7();
      await world.append(Array.from({ length: copies }, () => event(account, what, day, id)));
    }
    for (const account of accounts.slice(0, 3)) await world.erase(account);
    const living = traffic.slice(200).filter(({ account }) => accounts.indexOf(account) >= 3);
    await world.append(living.map(({ account, what, day }) => event(account, what, day)));
    // Erased at once: nobody has heard of them before.
    const brief = await world.register();
    await world.erase(brief);
    await idle(world);
    const [incremental, figures] = [await world.dump(), await world.view('retention')];
    expect(incremental).toHaveLength(13);

    expect(await rebuildPeople(world.database)).toMatchObject({ people: 13 });
    expect(await world.dump()).toEqual(incremental);
    expect(await world.view('retention')).toEqual(figures);

    // The bus brings all of it again, to a group that has forgotten what it saw.
    for (const { stop } of world.running) await stop();
    await world.database.query({ text: 'truncate analytics.inbox' });
    await world.rewind();
    const { bus } = await world.startProcess();
    await expect.poll(() => bus.lag('analytics'), within).toMatchObject({ events: 0, parked: 0 });
    expect(await world.dump()).toEqual(incremental);

    await world.database.query({ text: 'truncate analytics.people, analytics.inbox' });
    await rebuildPeople(world.database);
    expect(await world.dump()).toEqual(incremental);
  });

  it('can be made while events go on coming', async () => {
    await using world = await startAnalytics();
    const accounts = await world.registerMany(30);
    let isOver = false;
    const writing = (async () => {
      for (let n = 0; !isOver; n += 1)
        await world.append([
          event(accounts[n % 30] as string, n % 3 ? 'opened' : 'linked', `2026-11-${10 + (n % 20)}`),
        ]);
    })();
    for (let round = 0; round < 5; round += 1) await rebuildPeople(world.database);
    isOver = true;
    await writing;
    await idle(world);
    const incremental = await world.dump();
    await rebuildPeople(world.database);
    expect(await world.dump()).toEqual(incremental);
    await world.register();
    await idle(world);
    expect(await world.dump()).toHaveLength(31);
  });

  it('are made by one at a time', async () => {
    await using world = await startAnalytics({ processes: 0 });
    await world.registerMany(30);
    const both = await Promise.allSettled([rebuildPeople(world.database), rebuildPeople(world.database)]);
    const reasons = both.flatMap((each) => (each.status === 'rejected' ? [String(each.reason.name)] : []));
    expect(reasons).toEqual(['RebuildRunsError']);
    expect(await world.view('registrations')).toMatchObject([{ registered: 30 }]);
  });
});
