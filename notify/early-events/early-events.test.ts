import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startNotify } from '../testing/index.ts';

const within = { timeout: 10_000, interval: 20 };
const paid = (subject: string, orderNumber = 'A-1042') => ({
  subject,
  type: 'order.paid.v1' as const,
  data: { orderId: randomUUIDv7(), orderNumber, totalMinor: 1990, currency: 'EUR' },
});
const registered = (subject: string, chatId: string) => ({
  subject,
  type: 'user.registered.v1' as const,
  data: {
    messenger: 'telegram' as const,
    appScope: '7000000001',
    chatId,
    identityId: randomUUIDv7(),
    displayName: 'Early',
    locale: 'en' as const,
  },
});

type World = Awaited<ReturnType<typeof startNotify>>;
const kept = (world: World) =>
  world.database.query<{ sealed: string }>({ text: 'select sealed from notify.early_events' });
const refusals = (world: World) =>
  world.database.query<{ decision: { result: string }[] }>({
    text: 'select decision from notify.decisions_against',
  });

describe('an event that comes before its account', () => {
  it('is told of when the account is there, once, and is kept sealed until then', async () => {
    await using world = await startNotify();
    const subject = randomUUIDv7();
    await world.append([paid(subject)]);
    await expect.poll(() => kept(world), within).toHaveLength(1);
    expect(JSON.stringify(await kept(world))).not.toContain('A-1042');
    await world.append([registered(subject, '77')]);
    await expect
      .poll(() => world.telegram.to('77').map(({ text }) => text), within)
      .toContainEqual(expect.stringContaining('A-1042'));
    expect(await kept(world)).toEqual([]);
    expect(world.telegram.to('77').filter(({ text }) => text.includes('A-1042'))).toHaveLength(1);
    expect(await refusals(world)).toEqual([]);
  });

  it('is told of before those that come after it', async () => {
    await using world = await startNotify();
    const subject = randomUUIDv7();
    const events = Array.from({ length: 8 }, (_, n) => paid(subject, `A-${n}`));
    await world.append(events.slice(0, 4));
    await expect.poll(() => kept(world), within).toHaveLength(4);
    await world.append([registered(subject, '77'), ...events.slice(4)]);
    const numbers = () => world.telegram.to('77').flatMap(({ text }) => /A-\d/.exec(text)?.[0] ?? []);
    await expect
      .poll(() => {
        world.advance(1);
        return numbers();
      }, within)
      .toEqual(['A-0', 'A-1', 'A-2', 'A-3', 'A-4', 'A-5', 'A-6', 'A-7']);
  });

  it('ends on record after an hour without one', async () => {
    await using world = await startNotify();
    await world.append([paid(randomUUIDv7())]);
    await expect.poll(() => kept(world), within).toHaveLength(1);
    world.advance(3601);
    await expect.poll(() => kept(world), within).toEqual([]);
    expect((await refusals(world)).map(({ decision }) => decision.at(-1)?.result)).toEqual(['nobody']);
  });

  it('is gone with the account', async () => {
    await using world = await startNotify();
    const subject = randomUUIDv7();
    await world.append([paid(subject)]);
    await expect.poll(() => kept(world), within).toHaveLength(1);
    await world.append([{ subject, type: 'account.deleted.v1', data: {} }]);
    await expect.poll(() => kept(world), within).toEqual([]);
    expect(await refusals(world)).toEqual([]);
  });
});
