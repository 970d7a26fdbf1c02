import { createMemoryState } from '@atlas/shared/memory-state';
import { createTestClock } from '@atlas/shared/ports';
import { newTraceparent } from '@atlas/shared/trace';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox/testing/start-sandbox.ts';
import { createWechatOf } from './index.ts';
import { startNotify } from './testing/index.ts';

const within = { timeout: 10_000, interval: 20 };

/** notify, and a WeChat as strict as the real one, on one clock. */
const startBoth = async () => {
  const stack = new AsyncDisposableStack();
  const clock = createTestClock();
  const sandbox = stack.use(await startSandbox({ clock }));
  const { wechat } = sandbox.sandbox;
  const { appId } = wechat;
  const templateOf = (title: string) =>
    wechat.addTemplate({ title, content: '{{thing1.DATA}}\n{{thing2.DATA}}' });
  const [welcome, security] = ['欢迎', '安全提醒'].map((title) => ({
    templateId: templateOf(title).templateId,
    fields: ['thing1', 'thing2'],
  })) as [{ templateId: string; fields: string[] }, { templateId: string; fields: string[] }];
  const world = stack.use(
    await startNotify({
      clock,
      moreChannels: ({ database }) => [
        createWechatOf({
          ...{ ...wechat, database, clock, cardTemplates: { welcome, security } },
          sharedState: createMemoryState({ clock }),
        }),
      ],
    }),
  );
  const { database } = world;
  /** As the bots note it. */
  const noteWriting = (openid: string) =>
    database.query({
      text: `insert into bots.wechat_windows values ($1, $2, 'message', $3, $3::timestamptz + interval '48 hours', 5, 5)`,
      values: [appId, openid, clock()],
    });
  /** As the bots hand over what WeChat told them. */
  const tell = (name: string, openid: string, ...values: unknown[]) =>
    database.query<{ result: unknown }>({
      text: `select notify.${name}($1, $2, ${values.map((_, n) => `$${n + 3}`).join(', ')}) as result`,
      values: [appId, openid, ...values],
    });
  const allow = async (openid: string, { templateId }: { templateId: string }, at = clock()) => {
    await sandbox.control('POST', `/wechat/users/${openid}/subscribe-consent`, { templateId });
    await tell('grant_wechat_consent', openid, templateId, at);
  };
  return {
    ...{ sandbox, world, clock, welcome, security, noteWriting, allow, tell },
    join: async ({ wrote = false } = {}) => {
      const { id } = await sandbox.joinWechat();
      if (wrote) {
        await sandbox.control('POST', `/wechat/users/${id}/messages`, { text: 'Hi' });
        await noteWriting(id);
      }
      return id;
    },
    register: (openid: string) =>
      world.register(openid, { messenger: 'wechat', appScope: appId, locale: 'zh' }),
    chat: async (id: string) => (await sandbox.wechatChat(id)).filter(({ from }) => from === 'bot'),
    left: async (openid: string) =>
      (
        await database.query<{ left: number }>({
          text: 'select messages_left as left from notify.wechat_consents where openid = $1',
          values: [openid],
        })
      )[0]?.left,
    enableSms: (subject: string) =>
      world.append([
        {
          subject,
          type: 'two_factor.enabled.v1',
          data: {
            ...{ factorId: '01890a5d-ac96-774b-bcce-b302099a8057', factorKind: 'sms', name: 'mine' },
            ...{ destination: '+8613800000103', isFirst: true, isDefault: true },
          },
        },
      ]),
    warn: (subject: string) =>
      world.append([
        {
          subject,
          type: 'suspicious.activity.v1',
          data: { kind: 'refresh_token_reused', sessionId: null, confirmationId: null },
          traceparent: newTraceparent(),
        },
      ]),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
};

describe('notify to somebody in WeChat', () => {
  it('welcomes who signed up there, in its own words, with a number for the app', async () => {
    await using both = await startBoth();
    const openid = await both.join({ wrote: true });
    const accountId = await both.register(openid);
    await expect
      .poll(() => both.chat(openid), within)
      .toMatchObject([
        { text: expect.stringMatching(/^欢迎您，\u2068Anna\u2069！.+\n\n请回复数字：\n【1】打开应用$/s) },
      ]);
    await expect.poll(() => both.world.notifications(accountId), within).toMatchObject([{ state: 'sent' }]);
  });

  it('welcomes by a card who allowed one, and says on record of others that they did not', async () => {
    await using both = await startBoth();
    const [allowing, silent] = [await both.join(), await both.join()];
    await both.allow(allowing, both.welcome);
    await both.register(allowing);
    const accountId = await both.register(silent);
    await expect
      .poll(() => both.chat(allowing), within)
      .toMatchObject([
        {
          notification: {
            title: '欢迎',
            fields: [{ value: '注册成功' }, { value: '打开应用' }],
            page: 'pages/index/index',
          },
        },
      ]);
    await expect
      .poll(() => both.world.notifications(accountId), within)
      .toMatchObject([{ state: 'failed', reason: 'no_consent' }]);
    expect(await both.left(allowing)).toBe(0);
  });

  it('goes on to the number with a warning that WeChat does not let through, and to nowhere else', async () => {
    await using both = await startBoth();
    const openid = await both.join();
    const accountId = await both.register(openid);
    await both.enableSms(accountId);
    await expect.poll(() => both.world.notifications(accountId), within).toHaveLength(2);
    both.world.advance(60);
    await both.warn(accountId);
    await expect
      .poll(() => both.world.sms.taken.map(({ text }) => text), within)
      .toEqual([expect.stringContaining('退出')]);
    await both.allow(openid, both.security);
    await both.warn(accountId);
    await expect
      .poll(() => both.chat(openid), within)
      .toMatchObject([{ notification: { title: '安全提醒', page: 'pages/index/index?start=devices' } }]);
    expect(both.world.sms.taken).toHaveLength(1);
  });

  it('writes no more to who left the account, until they come back', async () => {
    await using both = await startBoth();
    const openid = await both.join({ wrote: true });
    const accountId = await both.register(openid);
    await expect.poll(() => both.chat(openid), within).toHaveLength(1);
    await both.tell('record_wechat_following', openid, false, both.clock());
    await both.warn(accountId);
    await expect
      .poll(async () => (await both.world.notifications(accountId)).at(-1), within)
      .toMatchObject({ state: 'suppressed', reason: 'recipient_blocked' });
    await both.tell('record_wechat_following', openid, true, both.clock());
    await both.warn(accountId);
    await expect.poll(() => both.chat(openid), within).toHaveLength(2);
  });

  it('takes consents in any order: what was withdrawn since counts for nothing', async () => {
    await using both = await startBoth();
    const openid = await both.join();
    const at = (seconds: number) => new Date(both.clock().getTime() + seconds * 1000);
    const grant = (seconds: number) => both.tell('grant_wechat_consent', openid, 'T', at(seconds));
    const withdraw = (seconds: number) => both.tell('withdraw_wechat_consent', openid, 'T', at(seconds));
    await Promise.all([grant(1), grant(2), grant(3)]);
    expect(await both.left(openid)).toBe(3);
    await withdraw(2);
    expect(await both.left(openid)).toBe(3);
    await withdraw(10);
    await grant(9);
    expect(await both.left(openid)).toBe(0);
    await grant(10);
    expect(await both.left(openid)).toBe(1);
  });

  it('goes on at once from an app of WeChat’s that nothing here writes for', async () => {
    await using both = await startBoth();
    const { world } = both;
    const accountId = await world.register('oInAnotherApp', {
      messenger: 'wechat',
      appScope: 'wxfedcba9876543210',
    });
    await both.enableSms(accountId);
    await expect.poll(() => world.notifications(accountId), within).toHaveLength(2);
    world.advance(60);
    await both.warn(accountId);
    await expect.poll(() => world.sms.taken, within).toHaveLength(1);
    await expect
      .poll(() => world.notifications(accountId), within)
      .toMatchObject([
        { template: 'welcome', state: 'suppressed', reason: 'channel_absent' },
        {},
        { template: 'session_misuse', state: 'suppressed', reason: 'channel_absent' },
        { template: 'session_misuse', state: 'sent' },
      ]);
  });

  it('goes on once to the number when WeChat says late that a card did not arrive, however often it says so', async () => {
    await using both = await startBoth();
    const { world } = both;
    await world.startProcess();
    const openid = await both.join();
    await both.allow(openid, both.welcome);
    const accountId = await both.register(openid);
    await both.enableSms(accountId);
    await expect
      .poll(() => world.notifications(accountId), within)
      .toMatchObject([{ state: 'sent' }, { state: 'failed' }]);
    world.advance(60);
    await both.allow(openid, both.security);
    const fail = async (template: string) => {
      const find = () =>
        world.database.query<{ messageId: string }>({
          text: `select provider_message_id as "messageId" from notify.deliveries
                 where account_id = $1 and template = $2 and state = 'sent'`,
          values: [accountId, template],
        });
      await expect.poll(find, within).toHaveLength(1);
      const [sent] = await find();
      const record = () => both.tell('record_wechat_receipt', openid, sent?.messageId, false, world.clock());
      await Promise.all(Array.from({ length: 8 }, record));
    };
    await both.warn(accountId);
    await fail('welcome');
    await fail('session_misuse');
    await expect.poll(() => world.sms.taken, within).toHaveLength(1);
    await expect
      .poll(() => world.notifications(accountId), within)
      .toMatchObject([
        { template: 'welcome', state: 'failed', reason: 'rejected' },
        {},
        { template: 'session_misuse', state: 'failed', reason: 'rejected' },
        { template: 'session_misuse', state: 'sent' },
      ]);
    expect(world.sms.taken).toHaveLength(1);
  });

  it('notes once what became of a card', async () => {
    await using both = await startBoth();
    const openid = await both.join();
    await both.allow(openid, both.welcome);
    const accountId = await both.register(openid);
    await expect.poll(() => both.world.notifications(accountId), within).toMatchObject([{ state: 'sent' }]);
    const row = async () =>
      (
        await both.world.database.query<{ messageId: string; receipt: string }>({
          text: 'select provider_message_id as "messageId", receipt from notify.deliveries where account_id = $1',
          values: [accountId],
        })
      )[0];
    const { messageId = '' } = (await row()) ?? {};
    const record = async (id: string, isDelivered: boolean) =>
      (await both.tell('record_wechat_receipt', openid, id, isDelivered, both.clock()))[0]?.result;
    expect(await record('1', false)).toBe(false);
    expect(await record(messageId, false)).toBe(true);
    expect(await record(messageId, true)).toBe(true);
    expect((await row())?.receipt).toBe('undelivered');
  });
});
