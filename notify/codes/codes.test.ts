import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startNotify } from '../testing/index.ts';

const within = { timeout: 10_000, interval: 20 };
type World = Awaited<ReturnType<typeof startNotify>>;

const codesOf = async (world: World, accountId: string) =>
  (await world.notifications(accountId)).filter(({ template }) => template === 'code');

const start = async () => {
  const world = await startNotify();
  const accountId = await world.register('42');
  await expect.poll(() => world.telegram.to('42').length, within).toBe(1);
  return { world, accountId };
};

const plainMail = (raw: string) =>
  decodeURIComponent(raw.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, '%$1'));

describe('a code', () => {
  it('comes by SMS in one segment, bound to our site, and is kept nowhere after', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await world.sendCode(accountId);
    await expect.poll(() => world.sms.taken, within).toHaveLength(1);
    expect(world.sms.taken[0]).toMatchObject({
      to: '+79261234512',
      text: '730461 is your Atlas code, good for 5 min. Give it to nobody, not even us.\n\n@atlas.example #730461',
      fields: { category: 'otp', validitySeconds: expect.any(Number) },
    });
    await expect
      .poll(() => codesOf(world, accountId), within)
      .toMatchObject([{ state: 'sent', attempts: 1 }]);
    const [row] = await world.database.query<Record<string, unknown>>({
      text: `select * from notify.deliveries where template = 'code'`,
    });
    expect(row).toMatchObject({ sealed: null, destination: '+7•••12' });
    expect(JSON.stringify(row)).not.toMatch(/730461|9261234512/);
  });

  it('lies sealed while it waits: neither code nor address is in the database', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await world.smtp.setMood('away');
    await world.sendCode(accountId, { destination: 'anna@example.org' });
    await expect.poll(() => codesOf(world, accountId), within).toMatchObject([{ state: 'retry_wait' }]);
    for (const table of ['public.event_log', 'notify.deliveries', 'notify.chats', 'notify.attempts']) {
      const rows = await world.database.query({ text: `select * from ${table}` });
      expect(JSON.stringify(rows)).not.toMatch(/730461|anna@/);
    }
  });

  it.each([
    ['en', 'Your code for Atlas is\r\n\r\n730461\r\n\r\n'],
    ['ru', 'Ваш код для Atlas\r\n\r\n730461\r\n\r\n'],
    ['zh', '您的 Atlas 验证码是\r\n\r\n730461\r\n\r\n'],
  ] as const)(
    'comes by e-mail with the code on a line of its own, without a link, in %s',
    async (locale, text) => {
      const { world, accountId } = await start();
      await using _ = world;
      await world.sendCode(accountId, { destination: 'anna@example.org', locale });
      await expect.poll(() => world.smtp.taken, within).toHaveLength(1);
      const [mail] = world.smtp.taken;
      expect(mail?.to).toBe('anna@example.org');
      const raw = mail?.raw ?? '';
      const parts = raw.split(/\r\n--[^\r\n]+/).map((part) => {
        const body = part.slice(part.indexOf('\r\n\r\n') + 4);
        return /base64/i.test(part) ? Buffer.from(body, 'base64').toString('utf8') : plainMail(body);
      });
      expect(parts.some((part) => part.replace(/\r?\n/g, '\r\n').includes(text))).toBe(true);
      expect(parts.join()).not.toMatch(/href|https?:/);
    },
  );

  it('goes before whatever else waits', async () => {
    await using world = await startNotify({ start: false });
    const accountId = await world.register('42');
    await world.sendCode(accountId);
    await world.startProcess();
    await expect.poll(() => codesOf(world, accountId), within).toHaveLength(1);
    const rows = await world.database.query<{ template: string }>({
      text: 'select template from notify.deliveries order by priority, position',
    });
    expect(rows.map(({ template }) => template)).toEqual(['code', 'welcome']);
  });

  it.each(['silent', 'cut', 'garbled'] as const)(
    'is not sent a second time by SMS when the gateway is "%s" and nobody knows whether it went',
    async (mood) => {
      const { world, accountId } = await start();
      await using _ = world;
      await world.sms.setMood(mood);
      await world.sendCode(accountId);
      await expect.poll(() => codesOf(world, accountId), within).toMatchObject([{ state: 'unknown' }]);
      await world.sms.setMood('well');
      world.advance(60);
      await world.sendCode(accountId, { code: '111111' });
      await expect.poll(() => world.sms.taken, within).toHaveLength(1);
      expect(world.sms.taken[0]?.text).toContain('111111');
      expect(world.sms.calls()).toBe(2);
    },
  );

  it('is not sent a second time after a kill in the middle of the call', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await world.sendCode(accountId);
    await expect.poll(() => codesOf(world, accountId), within).toMatchObject([{ state: 'sent' }]);
    await world.database.query({
      text: `update notify.deliveries set state = 'sending', lease_until = $1 where template = 'code'`,
      values: [new Date(world.clock().getTime() + 20_000)],
    });
    world.advance(21);
    await expect
      .poll(() => codesOf(world, accountId), within)
      .toMatchObject([{ state: 'unknown', reason: 'interrupted' }]);
    expect(world.sms.calls()).toBe(1);
  });

  it('is tried again while the gateway surely did not take it, and never after its time', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await world.sms.setMood('away');
    await world.sendCode(accountId);
    await world.sendCode(accountId, { destination: '+8613800138000', ttlSeconds: 20, code: '222222' });
    await expect
      .poll(() => codesOf(world, accountId), within)
      .toMatchObject([{ state: 'retry_wait' }, { state: expect.stringMatching(/queued|retry_wait/) }]);
    await world.sms.setMood('well');
    world.advance(30);
    await expect
      .poll(() => codesOf(world, accountId), within)
      .toMatchObject([{ state: 'sent' }, { state: 'expired', reason: 'expired' }]);
    expect(world.sms.taken.map(({ text }) => text.slice(0, 6))).toEqual(['730461']);
  });

  it('takes the place of the one before, which is not sent any more', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await world.sms.setMood('away');
    const challengeId = await world.sendCode(accountId, { code: '111111' });
    await expect.poll(() => codesOf(world, accountId), within).toMatchObject([{ state: 'retry_wait' }]);
    await world.sendCode(accountId, { code: '222222', challengeId });
    await expect
      .poll(() => codesOf(world, accountId), within)
      .toMatchObject([{ state: 'suppressed', reason: 'superseded' }, {}]);
    await world.sms.setMood('well');
    await expect
      .poll(() => {
        world.advance(3);
        return world.sms.taken.map(({ text }) => text.slice(0, 6));
      }, within)
      .toEqual(['222222']);
  });

  it('that was sealed for another challenge is sent nowhere, and holds up nothing', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    const sealed = await world.seal(world.database, randomUUIDv7(), {
      destination: '+79261234512',
      code: '1',
    });
    const data = {
      challengeId: randomUUIDv7(),
      channel: 'sms' as const,
      purpose: 'enrol' as const,
      locale: 'en' as const,
      expiresAt: new Date(world.clock().getTime() + 300_000).toISOString(),
      sealed,
    };
    await world.append([{ subject: accountId, type: 'notify.send_code.v1', data }]);
    await world.sendCode(accountId);
    await expect.poll(() => world.sms.taken, within).toHaveLength(1);
    expect(await world.process?.bus.lag('notify')).toMatchObject({ parked: 0 });
    expect(world.sms.calls()).toBe(1);
    const against = await world.database.query({
      text: 'select account_id as "accountId", event_type as type, decision from notify.admin_decisions_against',
    });
    expect(against).toEqual([
      { accountId, type: 'notify.send_code.v1', decision: [{ step: 'command', result: 'not_sendable' }] },
    ]);
  });
});
