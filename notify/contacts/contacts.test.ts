import { randomUUIDv7 } from 'node:crypto';
import { newTraceparent } from '@atlas/shared/trace';
import { describe, expect, it } from 'vitest';
import { startNotify } from '../testing/index.ts';

const within = { timeout: 10_000, interval: 20 };
type World = Awaited<ReturnType<typeof startNotify>>;

const start = async () => {
  const world = await startNotify();
  const accountId = await world.register('42');
  await expect.poll(() => world.telegram.to('42').length, within).toBe(1);
  return { world, accountId };
};

const enable = async (
  world: World,
  subject: string,
  factorKind: 'sms' | 'email' | 'totp',
  destination: string | null,
) => {
  const factorId = randomUUIDv7();
  const data = { factorId, factorKind, name: 'mine', destination, isFirst: true, isDefault: true };
  await world.append([{ subject, type: 'two_factor.enabled.v1', data }]);
  return factorId;
};
const told = (world: World) =>
  world.database.query<{ template: string; channel: string; destination: string | null }>({
    text: `select n.template, n.channel, n.destination from notify.account_notifications n
           join notify.deliveries d using (id) where n.template <> 'welcome' order by d.position`,
  });

describe('what an account holder must not miss', () => {
  it('also goes to every confirmed number and address, but not of its own coming', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await enable(world, accountId, 'sms', '+79261234512');
    await enable(world, accountId, 'email', 'anna@example.org');
    await world.append([
      {
        subject: accountId,
        type: 'recovery.requested.v1',
        data: { recoveryId: randomUUIDv7(), readyAt: '2026-11-22T08:50:00Z' },
      },
    ]);
    await expect.poll(() => world.telegram.to('42'), within).toHaveLength(4);
    await expect.poll(() => world.sms.taken, within).toHaveLength(2);
    await expect.poll(() => world.smtp.taken, within).toHaveLength(1);
    expect(world.sms.taken.map(({ text }) => text)).toEqual([
      expect.stringContaining('a second factor was added'),
      expect.stringContaining('before November 22 at 08:50 UTC'),
    ]);
    const cancel = world.telegram.to('42')[3]?.buttons[0]?.[0]?.callback_data;
    expect(cancel).toMatch(/^recovery_cancel:[0-9a-f-]{36}$/);
    expect(JSON.stringify(await world.database.query({ text: 'select * from notify.contacts' }))).not.toMatch(
      /9261234512|anna@/,
    );
  });

  it('reaches a removed number one last time, and never again', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    const factorId = await enable(world, accountId, 'sms', '+79261234512');
    const disabled = { factorId, factorKind: 'sms' as const, reason: 'removed' as const, wasLast: true };
    await world.append([{ subject: accountId, type: 'two_factor.disabled.v1', data: disabled }]);
    await world.append([
      {
        subject: accountId,
        type: 'backup_code.used.v1',
        data: { setId: randomUUIDv7(), sessionId: randomUUIDv7(), left: 3 },
      },
    ]);
    await expect.poll(() => told(world), within).toHaveLength(4);
    expect(await told(world)).toEqual([
      { template: 'two_factor_enabled', channel: 'telegram', destination: null },
      { template: 'two_factor_disabled', channel: 'telegram', destination: null },
      { template: 'two_factor_disabled', channel: 'sms', destination: '+7•••12' },
      { template: 'backup_code_used', channel: 'telegram', destination: null },
    ]);
  });

  it('reaches the places that a recovery takes off, told in the same request', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    const factorId = await enable(world, accountId, 'email', 'anna@example.org');
    const traceparent = newTraceparent();
    const disabled = { factorId, factorKind: 'email' as const, reason: 'recovered' as const, wasLast: true };
    await world.append([
      { subject: accountId, type: 'two_factor.disabled.v1', data: disabled, traceparent },
      {
        subject: accountId,
        type: 'recovery.completed.v1',
        data: { recoveryId: randomUUIDv7() },
        traceparent,
      },
    ]);
    await expect.poll(() => world.smtp.taken, within).toHaveLength(1);
    expect((await told(world)).map(({ template, channel }) => `${template} ${channel}`)).toEqual([
      'two_factor_enabled telegram',
      'recovery_completed telegram',
      'recovery_completed email',
    ]);
  });

  it('hears of a link to the old shop, and nothing of it is stored in the clear', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await enable(world, accountId, 'email', 'anna@example.org');
    await world.append([
      {
        subject: accountId,
        type: 'shop_account.linked.v1',
        data: {
          linkId: randomUUIDv7(),
          sessionId: randomUUIDv7(),
          shopCustomerId: 'c-1',
          customerName: 'Anna K',
          email: 'anna@shop.example',
          phone: '+79261234512',
          undoUntil: '2026-12-20T00:00:00Z',
        },
      },
    ]);
    await expect.poll(() => world.smtp.taken, within).toHaveLength(1);
    await expect.poll(() => world.telegram.to('42'), within).toHaveLength(3);
    expect(world.telegram.to('42')[2]?.text).toContain('until December 20, 2026');
    const stored = JSON.stringify(await world.database.query({ text: 'select * from notify.deliveries' }));
    expect(stored).not.toMatch(/Anna K|anna@|9261234512/);
  });

  it('goes to a confirmed address instead, when the person has blocked the bot', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await enable(world, accountId, 'email', 'anna@example.org');
    await world.database.query({ text: 'update notify.addresses set blocked_at = now()' });
    await world.append([
      {
        subject: accountId,
        type: 'backup_code.used.v1',
        data: { setId: randomUUIDv7(), sessionId: randomUUIDv7(), left: 0 },
      },
    ]);
    await expect.poll(() => world.smtp.taken, within).toHaveLength(1);
  });

  it('comes by SMS ten times a day at the most, however often it is caused, by whichever account', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    const cause = (subject: string, times: number) =>
      world.append(
        Array.from({ length: times }, () => ({
          subject,
          type: 'recovery.requested.v1' as const,
          data: { recoveryId: randomUUIDv7(), readyAt: '2026-11-22T08:50:00Z' },
        })),
      );
    const texts = () =>
      world.database.query<{ state: string; reason: string | null }>({
        text: `select case state when 'suppressed' then state else 'queued' end as state, reason
               from notify.deliveries where channel = 'sms' order by position`,
      });
    await enable(world, accountId, 'sms', '+79261234512');
    await cause(accountId, 8);
    await expect.poll(texts, within).toHaveLength(8);
    await world.append([{ subject: accountId, type: 'account.deleted.v1', data: {} }]);
    await expect.poll(texts, within).toHaveLength(0);

    const again = await world.register('43');
    await enable(world, again, 'sms', '+79261234512');
    await cause(again, 4);
    await expect.poll(texts, within).toHaveLength(4);
    expect((await texts()).map(({ state, reason }) => reason ?? state)).toEqual([
      'queued',
      'queued',
      'too_many_texts',
      'too_many_texts',
    ]);
    await expect.poll(() => world.telegram.to('43').length, within).toBeGreaterThanOrEqual(2);
    world.advance(86_400);
    await cause(again, 1);
    await expect.poll(async () => (await texts()).at(-1)?.reason, within).toBeNull();
  });

  it('is forgotten with the account: no address, no message, nothing to send', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await enable(world, accountId, 'sms', '+79261234512');
    await world.telegram.setMood('away');
    await world.append([
      { subject: accountId, type: 'backup_codes.created.v1', data: { setId: randomUUIDv7(), count: 10 } },
      { subject: accountId, type: 'account.deleted.v1', data: {} },
    ]);
    const rowsOf = async (table: string) =>
      (
        await world.database.query({
          text: `select 1 from notify.${table} where account_id = $1`,
          values: [accountId],
        })
      ).length;
    for (const table of ['recipients', 'addresses', 'contacts', 'deliveries'])
      await expect.poll(() => rowsOf(table), within).toBe(0);
  });
});
