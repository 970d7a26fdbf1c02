import { randomUUIDv7 } from 'node:crypto';
import type { EventData } from '@atlas/shared/events';
import { describe, expect, it } from 'vitest';
import { secondBotId, startNotify } from '../testing/index.ts';

const within = { timeout: 10_000, interval: 20 };
type World = Awaited<ReturnType<typeof startNotify>>;

const connected = (chatId: string, linkedAt: Date): EventData['identity.connected.v1'] => ({
  ...{ messenger: 'telegram', appScope: secondBotId, chatId, identityId: randomUUIDv7() },
  ...{ linkedAt: linkedAt.toISOString(), reason: 'connected' },
});
const removed = (appScope: string): EventData['identity.removed.v1'] => ({
  ...{ identityId: randomUUIDv7(), messenger: 'telegram', appScope, reason: 'removed' },
});
const paid = (orderNumber: string): EventData['order.paid.v1'] => ({
  ...{ orderId: randomUUIDv7(), orderNumber, totalMinor: 1990, currency: 'EUR' },
});
const texts = (world: World, chatId: string) => world.telegram.to(chatId).map(({ text }) => text);
const paidIn = (world: World, chatId: string) =>
  texts(world, chatId).flatMap((text) => /A-\d/.exec(text)?.[0] ?? []);

/** Somebody who was in one chat, and a minute later is in two. The test's two bots stand for two messengers. */
const inTwoChats = async (world: World) => {
  const subject = await world.register('41');
  await expect.poll(() => texts(world, '41'), within).toHaveLength(1);
  world.advance(60);
  const data = connected('42', world.clock());
  await world.append([{ subject, type: 'identity.connected.v1', data }]);
  for (const chat of ['41', '42'])
    await expect
      .poll(() => texts(world, chat), within)
      .toContainEqual(expect.stringContaining('was connected to your account'));
  world.advance(60);
  return subject;
};

describe('somebody in several messengers', () => {
  it('hears of the connection in both, and of ordinary things in the newest', async () => {
    await using world = await startNotify();
    const subject = await inTwoChats(world);
    await world.append([{ subject, type: 'order.paid.v1', data: paid('A-1') }]);
    await expect.poll(() => paidIn(world, '42'), within).toEqual(['A-1']);
    expect(paidIn(world, '41')).toEqual([]);
  });

  it('hears in the other one when the best has blocked us, now and from then on', async () => {
    await using world = await startNotify();
    const subject = await inTwoChats(world);
    await world.telegram.setMood('gone', '42');
    const data = { kind: 'refresh_token_reused', sessionId: null, confirmationId: null } as const;
    await world.append([{ subject, type: 'suspicious.activity.v1', data }]);
    await expect
      .poll(() => texts(world, '41'), within)
      .toContainEqual(expect.stringContaining('signed out one of your devices'));
    world.advance(60);
    await world.append([{ subject, type: 'order.paid.v1', data: paid('A-2') }]);
    await expect.poll(() => paidIn(world, '41'), within).toEqual(['A-2']);
  });

  it('hears of a removal in both, a last time; what waited goes to the one that stays', async () => {
    await using world = await startNotify();
    const subject = await inTwoChats(world);
    await world.telegram.setMood('failing', '42');
    await world.append([{ subject, type: 'order.paid.v1', data: paid('A-3') }]);
    const waiting = () =>
      world.database.query({ text: `select from notify.deliveries where state = 'retry_wait'` });
    await expect.poll(waiting, within).toHaveLength(1);
    await world.telegram.setMood('well', '42');
    await world.append([{ subject, type: 'identity.removed.v1', data: removed(secondBotId) }]);
    for (const chat of ['41', '42'])
      await expect
        .poll(() => texts(world, chat), within)
        .toContainEqual(expect.stringContaining('was taken off your account'));
    world.advance(200);
    await world.append([{ subject, type: 'order.paid.v1', data: paid('A-4') }]);
    await expect.poll(() => paidIn(world, '41').sort(), within).toEqual(['A-3', 'A-4']);
    expect(paidIn(world, '42')).toEqual([]);
  });

  it('is asked about a claim in the chat, and told nothing when it is too late', async () => {
    await using world = await startNotify();
    const subject = await world.register('41');
    await expect.poll(() => texts(world, '41'), within).toHaveLength(1);
    world.advance(60);
    const expiresAt = new Date(world.clock().getTime() + 600_000).toISOString();
    const data = {
      connectionId: randomUUIDv7(),
      messenger: 'whatsapp',
      effect: 'connect',
      expiresAt,
    } as const;
    await world.append([{ subject, type: 'identity_connection.claimed.v1', data }]);
    await expect
      .poll(() => texts(world, '41'), within)
      .toContainEqual(expect.stringContaining('in WhatsApp used your connect code'));
  });

  it('is warned of a doubted messenger in the other one and at every contact, and not in that one', async () => {
    await using world = await startNotify();
    const subject = await inTwoChats(world);
    const enabled = { factorKind: 'email', name: 'mine', destination: 'anna@example.org' } as const;
    const flags = { isFirst: true, isDefault: true };
    await world.append([
      { subject, type: 'two_factor.enabled.v1', data: { factorId: randomUUIDv7(), ...enabled, ...flags } },
    ]);
    const told = texts(world, '42').length + 1;
    await expect.poll(() => texts(world, '42').length, within).toBe(told);
    world.advance(60);
    const doubted = { identityId: randomUUIDv7(), messenger: 'telegram', appScope: secondBotId } as const;
    const alert = { kind: 'identity_changed', sessionId: null, confirmationId: null } as const;
    await world.append([
      { subject, type: 'identity.suspended.v1', data: { ...doubted, reason: 'user_changed_number' } },
      { subject, type: 'suspicious.activity.v1', data: alert },
    ]);
    await expect
      .poll(() => texts(world, '41'), within)
      .toContainEqual(expect.stringContaining('your number or phone changed'));
    await expect.poll(() => world.smtp.taken.length, within).toBe(1);
    expect(JSON.stringify(world.smtp.taken)).toContain('closed to your account for now');
    expect(texts(world, '42')).toHaveLength(told);
  });

  it('hears of a merge in the messengers of both sides, with the way to undo it', async () => {
    await using world = await startNotify();
    const subject = await world.register('41');
    await expect.poll(() => texts(world, '41'), within).toHaveLength(1);
    world.advance(60);
    const data = { ...connected('42', world.clock()), reason: 'merge' as const };
    await world.append([{ subject, type: 'identity.connected.v1', data }]);
    for (const chat of ['41', '42']) {
      await expect
        .poll(() => texts(world, chat), within)
        .toContainEqual(expect.stringContaining('was merged with another one'));
      expect(texts(world, chat).join()).not.toContain('was connected to your account');
      expect(JSON.stringify(world.telegram.to(chat).at(-1))).toContain('?screen=merges');
    }
  });
});
