import { randomUUIDv7 } from 'node:crypto';
import { createTestClock } from '@atlas/shared/ports';
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
