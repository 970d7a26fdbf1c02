import { randomUUIDv7 } from 'node:crypto';
import { createTestClock } from '@atlas/shared/ports';
import { newTraceparent } from '@atlas/shared/trace';
import { createGraphClient, createTemplateRegistry } from '@atlas/shared/whatsapp';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox/testing/start-sandbox.ts';
import { createIsWindowOpen, createWhatsappChannel } from './index.ts';
import { startNotify } from './testing/index.ts';

const within = { timeout: 10_000, interval: 20 };

/** notify, and a Cloud API as strict as WhatsApp's, on one clock. */
const startBoth = async () => {
  const stack = new AsyncDisposableStack();
  const clock = createTestClock();
  const sandbox = stack.use(await startSandbox({ clock }));
  const { businessAccountId, ...business } = sandbox.sandbox.whatsapp;
  const { businessId } = business;
  const world = stack.use(
    await startNotify({
      clock,
      moreChannels: ({ database }) => [
        createWhatsappChannel({
          ...business,
          accountId: businessAccountId,
          isWindowOpen: createIsWindowOpen({ database, clock, businessId }),
        }),
      ],
    }),
  );
  const registry = createTemplateRegistry({
    graph: createGraphClient(business),
    accountId: businessAccountId,
  });
  await registry.create({ traceparent: newTraceparent(), signal: AbortSignal.timeout(5000) });
  /** As the bots note it when somebody writes. */
  const noteWriting = (userId: string) =>
    world.database.query({
      text: 'insert into bots.whatsapp_people (business_id, user_id, last_wrote_at) values ($1, $2, $3)',
      values: [businessId, userId, clock()],
    });
  const register = (userId: string) =>
    world.register(userId, { messenger: 'whatsapp', appScope: businessId });
  const fromBusiness = async (id: string) =>
    (await sandbox.whatsappChat(id)).filter(({ from }) => from === 'bot');
  return {
    sandbox,
    businessId,
    world,
    noteWriting,
    register,
    fromBusiness,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
};

describe('notify to somebody in WhatsApp', () => {
  it('writes in its own words while their 24 hours run', async () => {
    await using both = await startBoth();
    const { id } = await both.sandbox.joinWhatsapp();
    await both.noteWriting(id);
    const accountId = await both.register(id);
    await expect
      .poll(() => both.fromBusiness(id), within)
      .toMatchObject([
        {
          text: expect.stringMatching(/^Welcome, \*\u2068Anna\u2069\*!/),
          buttons: [{ id: 'open', title: 'Open the app' }],
        },
      ]);
    await expect.poll(() => both.world.notifications(accountId), within).toMatchObject([{ state: 'sent' }]);
  });

  it('writes by a template to who has not written, or not for a day', async () => {
    await using both = await startBoth();
    const { id } = await both.sandbox.joinWhatsapp({}, { wrote: false });
    await both.register(id);
    await expect
      .poll(() => both.fromBusiness(id), within)
      .toMatchObject([
        { text: expect.stringMatching(/^💬 Welcome, .+ · Atlas$/), buttons: [{ id: 'open' }] },
      ]);
    const late = await both.sandbox.joinWhatsapp();
    await both.noteWriting(late.id);
    both.world.advance(86_400);
    await both.register(late.id);
    await expect
      .poll(() => both.fromBusiness(late.id), within)
      .toMatchObject([{ text: expect.stringMatching(/^💬 /) }]);
  });

  it('takes statuses in any order, each once, and never steps back', async () => {
    await using both = await startBoth();
    const { id } = await both.sandbox.joinWhatsapp();
    const accountId = await both.register(id);
    await expect.poll(() => both.world.notifications(accountId), within).toMatchObject([{ state: 'sent' }]);
    const [delivery] = await both.world.database.query<{ id: string }>({
      text: 'select id from notify.deliveries where account_id = $1',
      values: [accountId],
    });
    const record = async (status: string, deliveryId = delivery?.id) => {
      const [row] = await both.world.database.query<{ changed: boolean }>({
        text: 'select notify.record_whatsapp_status($1, $2, $3) as changed',
        values: [deliveryId, status, both.world.clock()],
      });
      return row?.changed;
    };
    const receipt = async () => {
      const [row] = await both.world.database.query<{ receipt: string }>({
        text: 'select receipt from notify.account_notifications where id = $1',
        values: [delivery?.id],
      });
      return row?.receipt;
    };
    expect(await record('read')).toBe(true);
    expect(await receipt()).toBe('delivered');
    for (const late of ['sent', 'delivered', 'read', 'failed', 'from_next_year'])
      expect(await record(late)).toBe(false);
    expect(await receipt()).toBe('delivered');
    expect(await record('delivered', '01890000-0000-7000-8000-000000000001')).toBe(false);
  });

  it('goes on once to the next way when WhatsApp says late that it did not arrive, however often it says so', async () => {
    await using both = await startBoth();
    const { world } = both;
    await world.startProcess();
    const { id } = await both.sandbox.joinWhatsapp();
    await both.noteWriting(id);
    const accountId = await both.register(id);
    const data = {
      ...{
        factorId: randomUUIDv7(),
        factorKind: 'email' as const,
        name: 'mine',
        destination: 'anna@example.org',
      },
      ...{ isFirst: true, isDefault: true },
    } as const;
    await world.append([{ subject: accountId, type: 'two_factor.enabled.v1', data }]);
    const alert = { kind: 'refresh_token_reused', sessionId: null, confirmationId: null } as const;
    await expect.poll(() => world.notifications(accountId), within).toHaveLength(2);
    world.advance(60);
    const fail = async (template: string) => {
      const find = () =>
        world.database.query<{ id: string }>({
          text: `select id from notify.deliveries where account_id = $1 and template = $2 and state = 'sent'`,
          values: [accountId, template],
        });
      await expect.poll(find, within).toHaveLength(1);
      const [sent] = await find();
      const record = () =>
        world.database.query({
          text: 'select notify.record_whatsapp_status($1, $2, $3, $4)',
          values: [sent?.id, 'failed', world.clock(), 131047],
        });
      await Promise.all(Array.from({ length: 8 }, record));
    };
    await world.append([{ subject: accountId, type: 'suspicious.activity.v1', data: alert }]);
    await fail('welcome');
    await fail('session_misuse');
    await expect.poll(() => world.smtp.taken, within).toHaveLength(1);
    await expect
      .poll(() => world.notifications(accountId), within)
      .toMatchObject([
        { template: 'welcome', state: 'failed', reason: 'window_closed' },
        {},
        { template: 'session_misuse', state: 'failed', reason: 'window_closed' },
        { template: 'session_misuse', state: 'sent' },
      ]);
    expect(world.smtp.taken).toHaveLength(1);
  });
});

describe('a code whose number can’t be reached', () => {
  const email = 'anna@example.org';
  /** Somebody who signs in elsewhere, with an address beside the number, and a chat in WhatsApp. */
  const start = async (person: object, { wrote = false } = {}) => {
    const both = await startBoth();
    const { world } = both;
    const { id: userId } = await both.sandbox.joinWhatsapp(person, { wrote });
    if (wrote) await both.noteWriting(userId);
    const accountId = await world.register('42');
    const factor = { factorId: randomUUIDv7(), factorKind: 'email' as const, name: 'mine' };
    const data = { ...factor, destination: email, isFirst: true, isDefault: true };
    await world.append([{ subject: accountId, type: 'two_factor.enabled.v1', data }]);
    await expect.poll(() => world.notifications(accountId), within).toHaveLength(2);
    world.advance(60);
    await world.sms.setMood('rejects');
    const codes = async () =>
      world.database.query<{ channel: string; state: string; reason: string | null }>({
        text: `select channel, state, reason from notify.deliveries where template = 'code' order by position`,
      });
    return { ...both, accountId, userId, codes };
  };

  it('goes to the chat that was named with it, under a button that copies it, and is kept nowhere', async () => {
    await using t = await start({ phone: '+12025550177' });
    const whatsapp = { appScope: t.businessId, userId: t.userId, phone: '+12025550177' };
    await t.world.sendCode(t.accountId, { purpose: 'step_up', whatsapp, locale: 'ru' });
    await expect
      .poll(() => t.fromBusiness(t.userId), within)
      .toMatchObject([{ copyCode: { code: '730461' } }]);
    await expect.poll(t.codes, within).toEqual([
      { channel: 'sms', state: 'failed', reason: 'rejected' },
      { channel: 'whatsapp', state: 'sent', reason: null },
    ]);
    for (const table of ['public.event_log', 'notify.deliveries', 'notify.attempts', 'notify.addresses']) {
      const rows = await t.world.database.query({ text: `select * from ${table}` });
      expect(JSON.stringify(rows)).not.toMatch(/730461|2025550177/);
    }
    const sealed = await t.world.database.query({
      text: 'select from notify.deliveries where sealed is not null',
    });
    expect(sealed).toEqual([]);
    expect(t.world.telegram.to('42')).toHaveLength(2);
  });

  it('goes on to the address, past a chat without number and window, and never into the messenger signed in from', async () => {
    await using t = await start({ username: 'no.number' });
    await t.world.sendCode(t.accountId, {
      purpose: 'step_up',
      whatsapp: { appScope: t.businessId, userId: t.userId, phone: null },
    });
    await expect.poll(() => t.world.smtp.taken.at(-1)?.raw ?? '', within).toContain('730461');
    await expect.poll(t.codes, within).toMatchObject([
      { channel: 'sms', state: 'failed' },
      { channel: 'whatsapp', state: 'failed', reason: 'needs_phone' },
      { channel: 'email', state: 'sent' },
    ]);
    expect(t.world.telegram.to('42')).toHaveLength(2);
    expect(await t.fromBusiness(t.userId)).toEqual([]);
  });

  it('goes in our own words into an open window where no number is shown', async () => {
    await using t = await start({ username: 'shows.none' }, { wrote: true });
    await t.world.sendCode(t.accountId, {
      purpose: 'step_up',
      whatsapp: { appScope: t.businessId, userId: t.userId, phone: null },
    });
    await expect
      .poll(() => t.fromBusiness(t.userId), within)
      .toMatchObject([{ text: expect.stringMatching(/^Your code for Atlas is\n\n`730461`/) }]);
  });

  it('goes nowhere else when it is to confirm a number, whatever came with it', async () => {
    await using t = await start({ phone: '+12025550178' });
    const whatsapp = { appScope: t.businessId, userId: t.userId, phone: '+12025550178' };
    await t.world.sendCode(t.accountId, { purpose: 'enrol', whatsapp });
    await expect.poll(t.codes, within).toMatchObject([{ channel: 'sms', state: 'failed' }]);
    expect(await t.fromBusiness(t.userId)).toEqual([]);
  });
});

describe('somebody who told WhatsApp to bring them no marketing', () => {
  const preferenceOf = async (world: Awaited<ReturnType<typeof startBoth>>['world'], accountId: string) => {
    const [row] = await world.database.query<{ stopped: boolean }>({
      text: 'select marketing_stopped_at is not null as stopped from notify.addresses where account_id = $1',
      values: [accountId],
    });
    return row?.stopped;
  };

  it('is left out of announcements, told late or by themselves, until they say otherwise', async () => {
    await using both = await startBoth();
    const { world } = both;
    const { id } = await both.sandbox.joinWhatsapp();
    const accountId = await both.register(id);
    await expect.poll(() => world.notifications(accountId), within).toMatchObject([{ state: 'sent' }]);
    const [sent] = await world.database.query<{ id: string; scope: string }>({
      text: `select d.id, a.app_scope as scope from notify.deliveries d join notify.addresses a using (account_id)`,
    });
    const say = (isStopped: boolean, atSeconds: number) =>
      world.database.query({
        text: 'select notify.record_whatsapp_marketing($1, $2, $3, $4)',
        values: [sent?.scope, id, isStopped, new Date(world.clock().getTime() + atSeconds * 1000)],
      });
    await world.database.query({
      text: `select notify.record_whatsapp_status($1, 'failed', $2, 131050)`,
      values: [sent?.id, world.clock()],
    });
    expect(await preferenceOf(world, accountId)).toBe(true);
    await say(false, -60);
    expect(await preferenceOf(world, accountId)).toBe(true);
    const reachable = await world.database.query({
      text: `select notify.preferences_in(r.preferences, a.channel, a.marketing_stopped_at) as preferences
             from notify.recipients r join notify.addresses a using (account_id)`,
    });
    expect(reachable).toEqual([{ preferences: { broadcast: { whatsapp: false } } }]);
    await say(false, 60);
    expect(await preferenceOf(world, accountId)).toBe(false);
    await say(true, 120);
    expect(await preferenceOf(world, accountId)).toBe(true);
  });
});
