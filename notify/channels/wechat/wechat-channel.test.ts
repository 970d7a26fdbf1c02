import { randomUUID } from 'node:crypto';
import { createMemoryState } from '@atlas/shared/memory-state';
import { type ChannelMessage, createTestClock } from '@atlas/shared/ports';
import { channelContract } from '@atlas/shared/ports/channel.contract';
import { createTestDatabase } from '@atlas/shared/testing';
import { newTraceparent } from '@atlas/shared/trace';
import { createWechatClient } from '@atlas/shared/wechat';
import { describe, expect, inject, it } from 'vitest';
import { startSandbox } from '../../../sandbox/testing/start-sandbox.ts';
import type { WechatConsent, WechatTemplate } from '../../../sandbox/wire.ts';
import { startWechatApiServer } from '../../testing/index.ts';
import { createWechatAllowance, type WechatAllowance } from '../../wechat-allowance.ts';
import { createWechatChannel } from './wechat-channel.ts';

const app = { appId: 'wx0123456789abcdef', appSecret: 'x'.repeat(32) };
type World = {
  database: Awaited<ReturnType<typeof createTestDatabase>>;
  clock: ReturnType<typeof createTestClock>;
};

/** As the bots note it when somebody writes. */
const openWindow = ({ database, clock }: World, appId: string, openid: string, messages = 5) =>
  database.query({
    text: `insert into bots.wechat_windows values ($1, $2, 'message', $3, $3::timestamptz + interval '48 hours', 5, $4)
           on conflict (app_id, openid, opened_by) do update set opened_at = excluded.opened_at,
             open_until = excluded.open_until, messages_left = excluded.messages_left`,
    values: [appId, openid, clock(), messages],
  });

/** Somebody to whom anything may be written. */
const endless: WechatAllowance = {
  takeMessage: async () => 'message',
  giveBackMessage: async () => [],
  closeWindows: async () => [],
  offerChoices: async () => 1,
  takeConsent: async () => false,
  giveBackConsent: async () => [],
  dropConsents: async () => [],
  now: () => new Date(),
};

channelContract('WeChat', async () => {
  const server = await startWechatApiServer();
  const clock = createTestClock();
  const channel = createWechatChannel({
    client: createWechatClient({
      ...{ apiRoot: server.apiRoot, app, clock },
      sharedState: createMemoryState({ clock }),
    }),
    allowance: endless,
    cardTemplates: {},
    timeoutMs: 1000,
  });
  return {
    channel,
    addresses: ['oAtlas0000000000000000000001', 'oAtlas0000000000000000000002'],
    waitSeconds: 60,
    setMood: (mood) => server.setMood(mood),
    received: () =>
      server.taken.map(({ openid, text, buttonTexts, traceparent }) => ({
        ...{ address: openid, text, traceparent },
        buttonTexts: [buttonTexts],
      })),
    [Symbol.asyncDispose]: async () => {
      await channel.close();
      await server[Symbol.asyncDispose]();
    },
  };
});

/** The channel before the sandbox's WeChat, with somebody who wrote, or did not. */
const start = async ({ wrote = true } = {}) => {
  const stack = new AsyncDisposableStack();
  const clock = createTestClock();
  const database = stack.use(await createTestDatabase(inject('postgres')));
  const sandbox = stack.use(await startSandbox({ clock }));
  const { apiRoot, appId, appSecret } = sandbox.sandbox.wechat;
  const world = { database, clock };
  const { id: openid } = await sandbox.joinWechat({ name: '韩梅梅' });
  const write = async () => {
    await sandbox.control('POST', `/wechat/users/${openid}/messages`, { text: 'Hi' });
    await openWindow(world, appId, openid);
  };
  if (wrote) await write();
  const content = '事项: {{thing1.DATA}}\n编号: {{character_string2.DATA}}';
  const { body } = await sandbox.control('POST', '/wechat/templates', { title: '订单', content });
  const { templateId } = body as WechatTemplate;
  const orders = { templateId, fields: ['thing1', 'character_string2'] };
  const channel = createWechatChannel({
    client: createWechatClient({
      ...{ apiRoot, clock, app: { appId, appSecret } },
      sharedState: createMemoryState({ clock }),
    }),
    allowance: createWechatAllowance({ database, clock, appId }),
    cardTemplates: { orders, security: { templateId: 'gone', fields: ['thing1'] } },
    page: 'pages/index/index',
  });
  stack.defer(() => channel.close());
  const send = (more: Partial<ChannelMessage> = {}) =>
    channel.send({
      ...{ deliveryId: randomUUID(), address: openid, text: '订单已发货。', traceparent: newTraceparent() },
      ...{ kind: 'orders', locale: 'zh', card: { what: '订单已发货', about: 'A-1042' } },
      ...more,
    });
  /** As the bots hand it over, when WeChat tells that the person allowed it. */
  const grant = async (count = 1, ofTemplate = templateId) => {
    for (let n = 0; n < count; n += 1)
      await database.query({
        text: 'select notify.grant_wechat_consent($1, $2, $3, $4)',
        values: [appId, openid, ofTemplate, clock()],
      });
  };
  const allowUncounted = (count: number) =>
    sandbox.control('POST', `/wechat/users/${openid}/subscribe-consent`, { templateId, count });
  const allow = async (count = 1) => {
    await allowUncounted(count);
    await grant(count);
  };
  const ours = async (): Promise<number> => {
    const [row] = await database.query<{ left: number }>({
      text: `select coalesce(sum(messages_left), 0)::int as left from notify.wechat_consents where openid = $1`,
      values: [openid],
    });
    return row?.left ?? 0;
  };
  const windowLeft = async (): Promise<number | undefined> => {
    const [row] = await database.query<{ left: number }>({
      text: 'select messages_left as left from bots.wechat_windows where openid = $1',
      values: [openid],
    });
    return row?.left;
  };
  return {
    ...{
      sandbox,
      database,
      clock,
      openid,
      appId,
      templateId,
      send,
      write,
      allow,
      allowUncounted,
      grant,
      ours,
      windowLeft,
    },
    theirs: async () =>
      ((await sandbox.control('GET', `/wechat/users/${openid}/consents`)).body as WechatConsent[])[0]
        ?.messagesLeft,
    fault: (kind: string) => sandbox.control('POST', '/faults', { target: 'wechat', kind, count: 1 }),
    messages: async () => (await sandbox.wechatChat(openid)).filter(({ from }) => from === 'bot'),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
};
const refused = (code: string) => ({ outcome: 'refused', code, recipientGone: false });

describe('for what a person did lately', () => {
  it('a message goes out as it is, its choices numbered where the bots understand them, its links as links', async () => {
    await using t = await start();
    const buttons = [
      [{ text: '是 <我>', callbackData: 'confirm:1' }],
      [{ text: '安全', webAppUrl: 'https://atlas.example/miniapp/?screen=security' }],
      [{ text: '跟踪', url: 'https://post.example/?a=1&b="2"' }],
      [{ text: '复制', copyText: 'ABC' }],
    ];
    expect(await t.send({ buttons })).toMatchObject({ outcome: 'sent' });
    expect((await t.messages())[0]?.text).toBe(
      '订单已发货。\n\n<a href="https://post.example/?a=1&b=%222%22">跟踪</a>\n\n请回复数字：\n【1】是 ＜我>\n【2】安全',
    );
    expect(
      await t.database.query({ text: 'select number, choice from bots.wechat_choices order by number' }),
    ).toEqual([
      { number: 1, choice: 'confirm:1' },
      { number: 2, choice: 'open:security' },
    ]);
    expect(await t.windowLeft()).toBe(4);
  });

  it('cuts words that have no room, and leaves the choices', async () => {
    await using t = await start();
    const buttons = [[{ text: '打开', callbackData: 'open' }]];
    expect(await t.send({ text: '字👩‍🚀'.repeat(1000), buttons })).toMatchObject({ outcome: 'sent' });
    const text = (await t.messages())[0]?.text ?? '';
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2048);
    expect(text).toMatch(/(字👩‍🚀)+字?…\n\n请回复数字：\n【1】打开$/);
  });

  it('a picture goes before its words, as two messages', async () => {
    await using t = await start();
    const picture = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
      'base64',
    );
    expect(await t.send({ picture, text: 'JBSW Y3DP' })).toMatchObject({ outcome: 'sent' });
    expect(await t.messages()).toMatchObject([{ photo: expect.any(String) }, { text: 'JBSW Y3DP' }]);
    expect(await t.windowLeft()).toBe(3);
  });

  it('five messages are all, however many are sent at once', async () => {
    await using t = await start();
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => t.send({ card: undefined })));
    expect(outcomes.filter(({ outcome }) => outcome === 'sent')).toHaveLength(5);
    expect(outcomes.filter(({ outcome }) => outcome === 'refused')).toEqual(
      Array(7).fill(refused('window_closed')),
    );
    expect(await t.messages()).toHaveLength(5);
    await t.write();
    // WeChat would take five: it is our own count that stops.
    await openWindow(t, t.appId, t.openid, 2);
    const again = await Promise.all(Array.from({ length: 8 }, () => t.send({ card: undefined })));
    expect(again.filter(({ outcome }) => outcome === 'sent')).toHaveLength(2);
    await t.write();
    expect(await t.send()).toMatchObject({ outcome: 'sent' });
  });

  it('what was surely not sent is given back, and what may have been is not', async () => {
    await using t = await start();
    for (const [kind, outcome, left] of [
      ['error', { outcome: 'retry', scope: 'chat' }, 5],
      ['429', { outcome: 'retry', code: 'rate_limited', afterSeconds: 60 }, 5],
      ['blocked', { outcome: 'refused', recipientGone: true }, 5],
      ['drop', { outcome: 'unknown' }, 4],
    ] as const) {
      await t.fault(kind);
      expect([kind, await t.send()]).toMatchObject([kind, outcome]);
      expect([kind, await t.windowLeft()]).toEqual([kind, left]);
    }
  });
});

describe('after that', () => {
  it('a message goes out as a card, if its person allowed one, in the words of its template', async () => {
    await using t = await start({ wrote: false });
    expect(await t.send()).toEqual(refused('no_consent'));
    await t.allow();
    expect(await t.send()).toMatchObject({
      outcome: 'sent',
      providerMessageId: expect.stringMatching(/^\d{18,}$/),
    });
    expect((await t.messages())[0]?.notification).toEqual({
      ...{ templateId: t.templateId, title: '订单', page: 'pages/index/index' },
      fields: [
        { name: 'thing1', label: '事项', value: '订单已发货' },
        { name: 'character_string2', label: '编号', value: 'A-1042' },
      ],
    });
    expect(await t.send()).toEqual(refused('no_consent'));
  });

  it('each consent is one message, however many are sent at once', async () => {
    await using t = await start({ wrote: false });
    await t.allow(3);
    // WeChat would take more: it is our own count that stops.
    await t.allowUncounted(5);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => t.send()));
    expect(outcomes.filter(({ outcome }) => outcome === 'sent')).toHaveLength(3);
    expect(await t.messages()).toHaveLength(3);
    expect([await t.ours(), await t.theirs()]).toEqual([0, 5]);
  });

  it('is also when WeChat counts otherwise than we do: then it is its count that holds', async () => {
    await using t = await start({ wrote: false });
    await openWindow(t, t.appId, t.openid);
    await t.allow();
    expect(await t.send()).toMatchObject({ outcome: 'sent' });
    expect((await t.messages())[0]?.notification?.title).toBe('订单');
    expect(await t.windowLeft()).toBe(0);
    await t.grant(2);
    expect(await t.send()).toEqual(refused('no_consent'));
    expect(await t.ours()).toBe(0);
  });

  it('gives back a consent where a card was surely not sent', async () => {
    await using t = await start({ wrote: false });
    await t.allow();
    for (const [kind, outcome, left] of [
      ['error', { outcome: 'retry' }, 1],
      ['429', { outcome: 'retry', code: 'rate_limited' }, 1],
      ['drop', { outcome: 'unknown' }, 0],
    ] as const) {
      await t.fault(kind);
      expect([kind, await t.send()]).toMatchObject([kind, outcome]);
      expect([kind, await t.ours()]).toEqual([kind, left]);
    }
    await t.grant(1, 'gone');
    expect(await t.send({ kind: 'security' })).toEqual(refused('rejected'));
    expect(await t.ours()).toBe(1);
  });

  it('sends no code, no picture, and nothing of a kind that has no template', async () => {
    await using t = await start({ wrote: false });
    await t.allow();
    for (const more of [
      { isCode: true },
      { picture: new Uint8Array([1]) },
      { kind: 'account' },
      { card: undefined },
    ] as const)
      expect(await t.send(more)).toEqual(refused('window_closed'));
    expect(await t.ours()).toBe(1);
  });

  it('fits what a field may hold', async () => {
    await using t = await start({ wrote: false });
    await t.allow(2);
    const what = '一'.repeat(30);
    expect(await t.send({ card: { what, about: 'A'.repeat(40) } })).toMatchObject({ outcome: 'sent' });
    expect(await t.send({ card: { what: 'a\n b', about: '' } })).toMatchObject({ outcome: 'sent' });
    const values = (await t.messages()).map(({ notification }) =>
      notification?.fields.map(({ value }) => value),
    );
    expect(values).toEqual([
      [`${'一'.repeat(19)}…`, 'A'.repeat(32)],
      ['a b', 'Atlas'],
    ]);
  });
});

describe('WeChat’s token', () => {
  it('is replaced once when it is not taken any more, and the message goes out once', async () => {
    await using t = await start();
    expect(await t.send()).toMatchObject({ outcome: 'sent' });
    await t.sandbox.wechatToken({ force_refresh: true });
    expect(await t.send()).toMatchObject({ outcome: 'sent' });
    expect(await t.messages()).toHaveLength(2);
  });
});

describe('who can’t be counted', () => {
  it('is not written to, and may be later', async () => {
    await using t = await start();
    await t.database.query({ text: 'alter table bots.wechat_windows rename to moved' });
    expect(await t.send()).toEqual({ outcome: 'retry', code: 'allowance_unknown', scope: 'lane' });
    expect(await t.messages()).toEqual([]);
  });
});
