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
});
