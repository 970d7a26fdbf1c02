import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../testing/start-sandbox.ts';
import { startWechatWebhook, type WechatWebhook } from '../../testing/wechat-webhook.ts';
import { seal, signatureOf } from './crypto.ts';
import { outOfOrder } from './delivery.ts';
import { toXml } from './xml.ts';

type Options = { mode?: 'plain' | 'safe'; format?: 'xml' | 'json' };

const start = async ({ mode = 'safe', format = 'xml' }: Options = {}) => {
  const sandbox = await startSandbox();
  const webhook = await startWechatWebhook(sandbox.sandbox.wechat);
  const set = (url = webhook.url) => sandbox.control('POST', '/wechat/callback', { url, mode, format });
  expect((await set()).status).toBe(200);
  return {
    sandbox,
    webhook,
    set,
    does: (id: string, deed: string, body?: object) =>
      sandbox.control('POST', `/wechat/users/${id}/${deed}`, body),
    says: (id: string, body: object) => sandbox.control('POST', `/wechat/users/${id}/messages`, body),
    [Symbol.asyncDispose]: async () => {
      await webhook[Symbol.asyncDispose]();
      await sandbox[Symbol.asyncDispose]();
    },
  };
};
type Started = Awaited<ReturnType<typeof start>>;

const pushes = async ({ received }: WechatWebhook, count: number) => {
  await expect.poll(() => received.length).toBe(count);
  return received;
};
const menu = { button: [{ type: 'click', name: 'Sign in', key: 'sign-in' }] };
const reply = (t: Started, openid: string, fields = {}) =>
  toXml({
    ToUserName: openid,
    FromUserName: t.sandbox.sandbox.wechat.originalId,
    CreateTime: 1,
    ...{ MsgType: 'text', Content: 'Hello' },
    ...fields,
  });
const envelope = (t: Started, message: string, token = t.sandbox.sandbox.wechat.token) => {
  const sealed = seal(message, t.sandbox.sandbox.wechat);
  const [TimeStamp, Nonce] = [1_714_112_445, '12345'];
  const MsgSignature = signatureOf(token, String(TimeStamp), Nonce, sealed);
  return toXml({ Encrypt: sealed, MsgSignature, TimeStamp, Nonce });
};

describe('the callback URL', () => {
  it('is taken only when it says the echo string, and the former one is kept otherwise', async () => {
    await using t = await start();
    await using other = await startWechatWebhook({ ...t.sandbox.sandbox.wechat, token: 'another' });
    for (const url of [other.url, 'http://127.0.0.1:1/'])
      expect(await t.set(url)).toMatchObject({ status: 422, body: { code: 'callback_unverified' } });
    expect(await t.set('ftp://example.org/')).toMatchObject({
      status: 422,
      body: { code: 'invalid_request' },
    });
    expect((await t.sandbox.control('GET', '/wechat/callback')).body).toEqual({
      url: t.webhook.url,
      mode: 'safe',
      format: 'xml',
    });
  });

  it('is absent at first, and nobody is told anything', async () => {
    await using sandbox = await startSandbox();
    expect((await sandbox.control('GET', '/wechat/callback')).status).toBe(404);
    const { id } = await sandbox.joinWechat();
    await sandbox.control('POST', `/wechat/users/${id}/messages`, { text: 'Hi' });
    expect(await sandbox.wechatChat(id)).toHaveLength(1);
  });
});

describe('a follower’s text', () => {
  it('comes as XML in the clear, signed, with a number of 64 bits', async () => {
    await using t = await start({ mode: 'plain', format: 'json' });
    const { id } = await t.sandbox.joinWechat();
    const { body } = await t.says(id, { text: 'Привет <b> ]]> & 你好' });
    const [push] = await pushes(t.webhook, 1);
    expect(t.webhook.forged).toEqual([]);
    expect(push?.query).toEqual({
      signature: expect.any(String),
      timestamp: expect.stringMatching(/^\d{10}$/),
      nonce: expect.stringMatching(/^\d+$/),
      openid: id,
    });
    expect(push?.fields).toEqual({
      ToUserName: t.sandbox.sandbox.wechat.originalId,
      FromUserName: id,
      CreateTime: expect.stringMatching(/^\d{10}$/),
      MsgType: 'text',
      Content: 'Привет <b> ]]> & 你好',
      MsgId: body.messageId,
    });
    expect(Number.isSafeInteger(Number(body.messageId))).toBe(false);
  });

  it('comes sealed in safe mode, and nothing of it in the clear', async () => {
    await using t = await start();
    const { id } = await t.sandbox.joinWechat();
    await t.says(id, { text: 'a secret' });
    const [push] = await pushes(t.webhook, 1);
    expect(t.webhook.forged).toEqual([]);
    expect(push?.query).toMatchObject({ encrypt_type: 'aes', msg_signature: expect.any(String), openid: id });
    expect(push?.raw).not.toContain('secret');
    expect(push?.raw).toMatch(/^<xml><ToUserName><!\[CDATA\[gh_\w+]]><\/ToUserName><Encrypt>/);
    expect(push?.fields).toMatchObject({ FromUserName: id, Content: 'a secret' });
  });
});

describe('what is answered at once', () => {
  it.each(['plain', 'safe'] as const)('is shown in the chat: %s', async (mode) => {
    await using t = await start({ mode });
    const { id } = await t.sandbox.joinWechat();
    t.webhook.answerWith(() => (mode === 'safe' ? envelope(t, reply(t, id)) : reply(t, id)));
    await t.says(id, { text: 'Hi' });
    await expect
      .poll(() => t.sandbox.wechatChat(id))
      .toMatchObject([
        { from: 'user', text: 'Hi' },
        { from: 'bot', text: 'Hello' },
      ]);
  });

  it('may be an article', async () => {
    await using t = await start({ mode: 'plain' });
    const { id } = await t.sandbox.joinWechat();
    const article = {
      Title: 'Sign in',
      Description: 'Within a minute',
      PicUrl: '',
      Url: 'https://shop.example',
    };
    const news = { MsgType: 'news', Content: '', ArticleCount: 1, Articles: { item: article } };
    t.webhook.answerWith(() => reply(t, id, news));
    await t.says(id, { text: 'Hi' });
    await expect
      .poll(async () => (await t.sandbox.wechatChat(id))[1]?.link)
      .toEqual({ title: 'Sign in', description: 'Within a minute', url: 'https://shop.example' });
  });

  it.each([
    ['in the clear where it has to be sealed', (t: Started, id: string) => reply(t, id)],
    ['sealed under another token', (t: Started, id: string) => envelope(t, reply(t, id), 'another')],
    ['to somebody else', (t: Started) => envelope(t, reply(t, 'oSomebodyElse'))],
    ['as prose', () => 'Hello!'],
    ['with a document type', (t: Started, id: string) => `<!DOCTYPE xml>${envelope(t, reply(t, id))}`],
    ['empty inside', (t: Started, id: string) => envelope(t, reply(t, id, { Content: '' }))],
  ])('is a service out of order when it comes %s', async (_how, answer) => {
    await using t = await start();
    const { id } = await t.sandbox.joinWechat();
    t.webhook.answerWith(() => answer(t, id));
    await t.says(id, { text: 'Hi' });
    await expect
      .poll(async () => (await t.sandbox.wechatChat(id)).slice(1))
      .toMatchObject([{ from: 'wechat', text: outOfOrder }]);
    expect(t.webhook.received).toHaveLength(1);
  });

  it.each(['', 'success'])('may be nothing: "%s"', async (nothing) => {
    await using t = await start();
    const { id } = await t.sandbox.joinWechat();
    t.webhook.answerWith(nothing);
    await t.says(id, { text: 'Hi' });
    await pushes(t.webhook, 1);
    t.sandbox.clock.advanceSeconds(60);
    await t.says(id, { text: 'Again' });
    await pushes(t.webhook, 2);
    expect((await t.sandbox.wechatChat(id)).map(({ from }) => from)).toEqual(['user', 'user']);
  });
});

describe('a server that does not answer', () => {
  it.each([
    ['says nothing for five seconds', 'never'],
    ['fails', 500],
  ] as const)(
    'is asked three times when it %s, with one id; then the person is told',
    async (_how, answer) => {
      await using t = await start();
      const { id } = await t.sandbox.joinWechat();
      t.webhook.answerWith(answer);
      await t.says(id, { text: 'Hi' });
      for (const times of [1, 2, 3]) {
        await pushes(t.webhook, times);
        t.sandbox.clock.advanceSeconds(5.1);
      }
      await expect
        .poll(async () => (await t.sandbox.wechatChat(id)).slice(1))
        .toMatchObject([{ from: 'wechat', text: outOfOrder }]);
      expect(new Set(t.webhook.received.map(({ fields }) => fields.MsgId)).size).toBe(1);
    },
  );

  it('is heard the second time, and asked no third', async () => {
    await using t = await start();
    const { id } = await t.sandbox.joinWechat();
    t.webhook.answerWith(500);
    await t.says(id, { text: 'Hi' });
    await pushes(t.webhook, 1);
    t.webhook.answerWith(() => envelope(t, reply(t, id)));
    t.sandbox.clock.advanceSeconds(5.1);
    await expect
      .poll(async () => (await t.sandbox.wechatChat(id)).map(({ text }) => text))
      .toEqual(['Hi', 'Hello']);
    expect(t.webhook.received).toHaveLength(2);
  });
});

describe('events', () => {
  it('tell who follows, leaves, scans a code and presses a button of the menu', async () => {
    await using t = await start();
    const { id } = await t.sandbox.joinWechat({ follows: false });
    await t.sandbox.wechat('POST', '/cgi-bin/menu/create?access_token={token}', menu);
    await t.says(id, { event: 'SCAN', scene: 'desk-1' });
    await t.says(id, { event: 'SCAN', scene: 'desk-2' });
    await t.says(id, { clickKey: 'sign-in' });
    await t.does(id, 'unfollow');
    await t.does(id, 'unfollow');
    await t.does(id, 'follow');
    await pushes(t.webhook, 5);
    const told = t.webhook.fields().map(({ Event, EventKey }) => `${Event} ${EventKey}`);
    expect(told.sort()).toEqual([
      'CLICK sign-in',
      'SCAN desk-2',
      'subscribe ',
      'subscribe qrscene_desk-1',
      'unsubscribe ',
    ]);
  });

  it('of the mini program come as JSON where the dashboard says so, with MsgId as a bare number', async () => {
    await using t = await start({ format: 'json' });
    const { id } = await t.sandbox.joinWechat({ follows: false });
    await t.says(id, { event: 'user_enter_tempsession', sessionFrom: 'help' });
    const { body } = await t.says(id, { text: 'Hi' });
    await pushes(t.webhook, 2);
    expect(t.webhook.forged).toEqual([]);
    const [entered, said] = [...t.webhook.received].sort((one) => (one.fields.MsgType === 'text' ? 1 : -1));
    expect(entered?.fields).toMatchObject({
      ...{ MsgType: 'event', Event: 'user_enter_tempsession', SessionFrom: 'help' },
      CreateTime: expect.any(Number),
    });
    expect(said?.inner).toContain(`"MsgId":${body.messageId}`);
    expect(JSON.parse(said?.raw ?? '')).toEqual({
      ToUserName: t.sandbox.sandbox.wechat.originalId,
      Encrypt: expect.any(String),
    });
  });

  it.each(['xml', 'json'] as const)(
    'tell each tap on a subscription, and its withdrawal: %s',
    async (format) => {
      await using t = await start({ format, mode: 'plain' });
      const { id } = await t.sandbox.joinWechat();
      const { templateId } = t.sandbox.sandbox.wechat.addTemplate({
        title: 'Code',
        content: '{{thing1.DATA}}',
      });
      await t.does(id, 'subscribe-consent', { templateId, count: 2 });
      await t.does(id, 'subscribe-consent', { templateId, accept: false });
      expect((await t.sandbox.control('GET', `/wechat/users/${id}/consents`)).body).toEqual([
        { templateId, messagesLeft: 2 },
      ]);
      await t.does(id, 'subscribe-withdraw', { templateId });
      expect((await t.sandbox.control('GET', `/wechat/users/${id}/consents`)).body).toEqual([]);
      const received = await pushes(t.webhook, 4);
      const listOf = ({ fields }: (typeof received)[number]) =>
        (format === 'json'
          ? fields.List
          : ((fields.SubscribeMsgPopupEvent ?? fields.SubscribeMsgChangeEvent) as { List: unknown })
              .List) as object;
      const told = received.map((push) => ({ Event: push.fields.Event, ...listOf(push) }));
      const popup = { Event: 'subscribe_msg_popup_event', TemplateId: templateId, PopupScene: '0' };
      expect(told).toHaveLength(4);
      expect(told).toEqual(
        expect.arrayContaining([
          { ...popup, SubscribeStatusString: 'accept' },
          { ...popup, SubscribeStatusString: 'reject' },
          { Event: 'subscribe_msg_change_event', TemplateId: templateId, SubscribeStatusString: 'reject' },
        ]),
      );
      const accepted = received.filter((_, n) => JSON.stringify(told[n]).includes('accept'));
      expect(new Set(accepted.map(({ fields }) => String(fields.CreateTime))).size).toBe(2);
    },
  );

  it('come twice where the panel says so', async () => {
    await using t = await start();
    const { id } = await t.sandbox.joinWechat({ follows: false });
    await t.sandbox.control('POST', '/faults', { target: 'wechat', kind: 'duplicate', count: 1 });
    await t.does(id, 'follow');
    const [one, other] = await pushes(t.webhook, 2);
    expect(other?.fields).toEqual(one?.fields);
  });
});

describe('people of WeChat', () => {
  const known = 'oAtlas0000000000000000000001';
  it('are refused what makes no sense, as a problem', async () => {
    await using sandbox = await startSandbox();
    for (const [method, path, body, status, code] of [
      ['POST', '/wechat/users', {}, 422, 'invalid_request'],
      ['POST', '/wechat/users', { name: 'x', phone: '13800000103' }, 422, 'invalid_request'],
      ['POST', '/wechat/users', { name: 'x', phone: '+8613800000103' }, 409, 'phone_taken'],
      ['GET', '/wechat/users/oNobody/messages', undefined, 404, 'not_found'],
      ['POST', '/wechat/users/oNobody/login-code', {}, 404, 'not_found'],
      ['POST', `/wechat/users/${known}/messages`, { text: ' ' }, 422, 'invalid_request'],
      ['POST', `/wechat/users/${known}/messages`, { text: 'x'.repeat(2049) }, 422, 'invalid_request'],
      ['POST', `/wechat/users/${known}/messages`, { clickKey: 'absent' }, 404, 'not_found'],
      ['POST', `/wechat/users/${known}/messages`, { menuId: '1', messageId: '1' }, 404, 'not_found'],
      ['POST', `/wechat/users/${known}/profile-data`, {}, 409, 'login_absent'],
      ['POST', `/wechat/users/${known}/subscribe-consent`, { templateId: 'x' }, 404, 'not_found'],
      ['POST', `/wechat/users/${known}/subscribe-withdraw`, { templateId: 'x' }, 404, 'not_found'],
      ['POST', `/wechat/users/${known}/dance`, {}, 404, 'not_found'],
      [
        'POST',
        '/wechat/users/oAtlas0000000000000000000002/messages',
        { clickKey: 'x' },
        409,
        'not_following',
      ],
      ['POST', '/wechat/users/oAtlas0000000000000000000004/phone-code', {}, 409, 'phone_absent'],
      ['POST', '/wechat/templates', { title: 'x', content: 'no place' }, 422, 'invalid_request'],
      ['POST', '/wechat/templates/x/disable', undefined, 404, 'not_found'],
    ] as const)
      expect(await sandbox.control(method, path, body)).toMatchObject({ status, body: { status, code } });
  });

  it('write to no account that they blocked', async () => {
    await using t = await start();
    const { id } = await t.sandbox.joinWechat();
    await t.does(id, 'block');
    expect(await t.says(id, { text: 'x' })).toMatchObject({ status: 409, body: { code: 'account_blocked' } });
    await t.does(id, 'unblock');
    expect((await t.says(id, { text: 'x' })).status).toBe(201);
  });

  it('are four at the start, and as new after a reset', async () => {
    await using sandbox = await startSandbox();
    const { body: people } = await sandbox.control('GET', '/wechat/users');
    expect(people.map(({ phone }: { phone?: string }) => phone)).toEqual([
      '+8613800000103',
      '+12025550101',
      '+79990000102',
      undefined,
    ]);
    await sandbox.control('POST', `/wechat/users/${known}/messages`, { text: 'Hi' });
    await sandbox.control('POST', '/reset');
    expect(await sandbox.wechatChat(known)).toEqual([]);
  });
});
