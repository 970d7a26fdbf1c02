import { onTimeline, type TimelineEntry } from '@atlas/shared/trace';
import { describe, expect, it } from 'vitest';
import { startSandbox, type TestSandbox } from '../../testing/start-sandbox.ts';
import { startWechatWebhook } from '../../testing/wechat-webhook.ts';
import { fits } from './field-limits.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const send = async (sandbox: TestSandbox, openid: string, message: object = {}) =>
  (
    await sandbox.wechat('POST', '/cgi-bin/message/custom/send?access_token={token}', {
      ...{ touser: openid, msgtype: 'text', text: { content: 'Hello' } },
      ...message,
    })
  ).body;
const codesOf = async (sandbox: TestSandbox, openid: string, times: number): Promise<number[]> => {
  const codes: number[] = [];
  for (let n = 0; n < times; n += 1) codes.push((await send(sandbox, openid)).errcode);
  return codes;
};
const does = (sandbox: TestSandbox, id: string, deed: string, body?: object) =>
  sandbox.control('POST', `/wechat/users/${id}/${deed}`, body);
/** Somebody who wrote just now. */
const joinWriting = async (sandbox: TestSandbox) => {
  const person = await sandbox.joinWechat();
  await does(sandbox, person.id, 'messages', { text: 'Hi' });
  return person;
};
const upload = async (sandbox: TestSandbox, { type = 'image', mime = 'image/png', bytes = png } = {}) => {
  const form = new FormData();
  form.set('media', new Blob([bytes], { type: mime }), 'code.png');
  return (await sandbox.wechat('POST', `/cgi-bin/media/upload?access_token={token}&type=${type}`, form)).body;
};

describe('customer-service messages', () => {
  it('are five within 48 hours of what the person wrote', async () => {
    await using sandbox = await startSandbox();
    const { id } = await joinWriting(sandbox);
    expect(await codesOf(sandbox, id, 6)).toEqual([0, 0, 0, 0, 0, 45047]);
    await does(sandbox, id, 'messages', { text: 'Again' });
    expect(await codesOf(sandbox, id, 1)).toEqual([0]);
    sandbox.clock.advanceSeconds(48 * 3600);
    expect(await send(sandbox, id)).toEqual({
      errcode: 45015,
      errmsg: expect.stringMatching(/^response out of time limit or subscription is canceled rid: /),
    });
  });

  it.each([
    ['two within a minute of opening the chat', { event: 'user_enter_tempsession' }, 2],
    ['three within a minute of a scan', { event: 'SCAN', scene: 'x' }, 3],
  ])('are %s', async (_what, deed, allowed) => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWechat();
    await does(sandbox, id, 'messages', deed);
    const taken = Array.from({ length: allowed }, () => 0);
    expect(await codesOf(sandbox, id, allowed + 1)).toEqual([...taken, 45047]);
    sandbox.clock.advanceSeconds(60);
    expect(await codesOf(sandbox, id, 1)).toEqual([45015]);
  });

  it('never are more, however many are sent at a time', async () => {
    await using sandbox = await startSandbox();
    const { id } = await joinWriting(sandbox);
    await sandbox.wechatToken();
    const codes = await Promise.all(Array.from({ length: 9 }, () => codesOf(sandbox, id, 1)));
    expect(codes.flat().filter((code) => code === 0)).toHaveLength(5);
    expect(await sandbox.wechatChat(id)).toHaveLength(6);
  });

  it('reach nobody who wrote nothing, left, blocked the account, or is not there', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWechat();
    expect((await send(sandbox, id)).errcode).toBe(45015);
    await does(sandbox, id, 'messages', { text: 'Hi' });
    await does(sandbox, id, 'block');
    expect((await send(sandbox, id)).errcode).toBe(48002);
    await does(sandbox, id, 'unblock');
    await does(sandbox, id, 'unfollow');
    expect((await send(sandbox, id)).errcode).toBe(45015);
    expect((await send(sandbox, 'oNobody')).errcode).toBe(40003);
  });

  it('are text, pictures, links, pages of the mini program and menus, whose lines can be tapped', async () => {
    await using sandbox = await startSandbox();
    await using webhook = await startWechatWebhook(sandbox.sandbox.wechat);
    await sandbox.control('POST', '/wechat/callback', { url: webhook.url });
    const { id } = await joinWriting(sandbox);
    const { media_id } = await upload(sandbox);
    const link = { title: 'Sign in', description: 'Once', url: 'https://shop.example/x', thumb_url: '' };
    const page = { title: 'Open', pagepath: 'pages/index/index', thumb_media_id: media_id };
    const menu = { head_content: 'Which?', list: [{ id: 'en', content: 'English' }], tail_content: 'Tap' };
    for (const message of [
      { msgtype: 'image', image: { media_id } },
      { msgtype: 'link', link },
      { msgtype: 'miniprogrampage', miniprogrampage: page },
      { msgtype: 'msgmenu', msgmenu: menu },
    ])
      expect(await send(sandbox, id, message)).toEqual({ errcode: 0, errmsg: 'ok' });
    const [, picture, linked, opened, asked] = await sandbox.wechatChat(id);
    expect(picture?.photo).toBe(`/sandbox/control/wechat/media/${media_id}`);
    const shown = await fetch(sandbox.at(picture?.photo?.replace('/sandbox', '') ?? ''));
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(png);
    expect(linked?.link).toEqual({ title: 'Sign in', description: 'Once', url: 'https://shop.example/x' });
    expect(opened?.miniProgram).toEqual({ title: 'Open', pagePath: 'pages/index/index' });
    expect(asked).toMatchObject({
      text: 'Which?',
      menu: { items: [{ id: 'en', text: 'English' }], tail: 'Tap' },
    });
    const tapped = { menuId: 'en', messageId: asked?.messageId };
    expect((await does(sandbox, id, 'messages', tapped)).body).toMatchObject({
      from: 'user',
      text: 'English',
    });
    await expect
      .poll(() => webhook.fields().find(({ bizmsgmenuid }) => bizmsgmenuid))
      .toMatchObject({ MsgType: 'text', Content: 'English', bizmsgmenuid: 'en' });
  });

  it.each([
    [{ msgtype: 'dance' }, 40008],
    [{ text: { content: '' } }, 44004],
    [{ text: { content: 'я'.repeat(1025) } }, 45002],
    [{ text: 'x' }, 40097],
    [{ msgtype: 'image', image: { media_id: 'x' } }, 40007],
    [{ msgtype: 'msgmenu', msgmenu: { head_content: 'x', list: [] } }, 40097],
    [
      { msgtype: 'miniprogrampage', miniprogrampage: { title: 'x', pagepath: 'x', thumb_media_id: 'x' } },
      40007,
    ],
  ])('are refused and use nothing up when they are wrong: %o', async (message, errcode) => {
    await using sandbox = await startSandbox();
    const { id } = await joinWriting(sandbox);
    expect((await send(sandbox, id, message)).errcode).toBe(errcode);
    expect(await codesOf(sandbox, id, 5)).toEqual([0, 0, 0, 0, 0]);
  });

  it('stand on the timeline under their trace', async () => {
    await using sandbox = await startSandbox();
    const { id } = await joinWriting(sandbox);
    const entries: TimelineEntry[] = [];
    const stop = onTimeline((entry) => entries.push(entry));
    const token = await sandbox.wechatToken();
    await fetch(sandbox.at(`/wechat/cgi-bin/message/custom/send?access_token=${token}`), {
      method: 'POST',
      body: JSON.stringify({ touser: id, msgtype: 'text', text: { content: 'x' } }),
      headers: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
    });
    stop();
    expect(entries).toMatchObject([
      { step: 'message', name: 'text → wechat', correlationId: 'a'.repeat(32), status: '200' },
    ]);
  });

  it.each([
    ['blocked', 48002],
    ['429', 45011],
    ['error', -1],
  ])('are refused by the panel: %s', async (kind, errcode) => {
    await using sandbox = await startSandbox();
    const { id } = await joinWriting(sandbox);
    await sandbox.control('POST', '/faults', { target: 'wechat', kind, count: 1 });
    expect(await codesOf(sandbox, id, 2)).toEqual([errcode, 0]);
  });

  it('show that somebody types, while they may be sent', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWechat();
    const type = async () =>
      (
        await sandbox.wechat('POST', '/cgi-bin/message/custom/typing?access_token={token}', {
          ...{ touser: id, command: 'Typing' },
        })
      ).body.errcode;
    expect(await type()).toBe(45015);
    await does(sandbox, id, 'messages', { text: 'Hi' });
    expect(await type()).toBe(0);
  });
});

describe('subscribe messages', () => {
  const content = 'Code: {{character_string1.DATA}}\nWhere：{{thing2.DATA}}';
  const data = { character_string1: { value: '730461' }, thing2: { value: 'Atlas' } };
  const start = async () => {
    const sandbox = await startSandbox();
    const { id } = await sandbox.joinWechat();
    const { templateId } = (
      await sandbox.control('POST', '/wechat/templates', { title: 'Sign-in code', content })
    ).body;
    const notify = async (changes: object = {}) =>
      sandbox.wechat('POST', '/cgi-bin/message/subscribe/send?access_token={token}', {
        ...{ touser: id, template_id: templateId, data },
        ...changes,
      });
    return {
      ...{ sandbox, id, templateId, notify },
      allow: (count = 1) => does(sandbox, id, 'subscribe-consent', { templateId, count }),
      [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
    };
  };

  it('are as many as the person allowed, also at a time, and no more', async () => {
    await using t = await start();
    expect((await t.notify()).body).toMatchObject({ errcode: 43101 });
    await t.allow(2);
    await t.sandbox.wechatToken();
    const codes = await Promise.all([1, 2, 3, 4].map(async () => (await t.notify()).body.errcode));
    expect(codes.sort()).toEqual([0, 0, 43101, 43101]);
    expect(await t.sandbox.wechatChat(t.id)).toHaveLength(2);
  });

  it('show the template’s words, and have an id of 64 bits', async () => {
    await using t = await start();
    await t.allow();
    const { raw } = await t.notify({ page: 'pages/index/index?from=notice', miniprogram_state: 'formal' });
    expect(raw).toMatch(/^\{"errcode":0,"errmsg":"ok","msgid":24\d{17}\}$/);
    expect(await t.sandbox.wechatChat(t.id)).toMatchObject([
      {
        from: 'bot',
        messageId: /\d{19}/.exec(raw)?.[0],
        notification: {
          templateId: t.templateId,
          title: 'Sign-in code',
          page: 'pages/index/index?from=notice',
          fields: [
            { name: 'character_string1', label: 'Code', value: '730461' },
            { name: 'thing2', label: 'Where', value: 'Atlas' },
          ],
        },
      },
    ]);
    const { body } = await t.sandbox.control('GET', `/codes?to=${t.id}`);
    expect(body).toMatchObject({ code: '730461', channel: 'wechat' });
  });

  it('are refused and use no consent up when they are wrong', async () => {
    await using t = await start();
    await t.allow();
    const refused = async (changes: object) => (await t.notify(changes)).body;
    const thing = (value: string) => ({ data: { ...data, thing2: { value } } });
    expect(await refused({ touser: 'oNobody' })).toMatchObject({ errcode: 40003 });
    expect(await refused({ template_id: 'x' })).toMatchObject({ errcode: 40037 });
    expect(await refused({ page: 'pages/absent' })).toMatchObject({ errcode: 41030 });
    expect(await refused({ data: 'x' })).toMatchObject({ errcode: 47001 });
    expect(await refused(thing('x'.repeat(21)))).toEqual({
      errcode: 47003,
      errmsg: expect.stringMatching(/^argument invalid! data\.thing2\.value invalid rid: /),
    });
    expect(await refused(thing(''))).toMatchObject({
      errcode: 47003,
      errmsg: expect.stringContaining('data.thing2.value is emtpy'),
    });
    await does(t.sandbox, t.id, 'block');
    expect(await refused({})).toMatchObject({ errcode: 43101 });
    await does(t.sandbox, t.id, 'unblock');
    expect(await refused({})).toMatchObject({ errcode: 0 });
  });

  it('are refused by a template that can’t be used any more', async () => {
    await using t = await start();
    await t.allow();
    await t.sandbox.control('POST', `/wechat/templates/${t.templateId}/disable`);
    expect((await t.notify()).body).toMatchObject({ errcode: 20001 });
  });

  it.each([
    ['at once', undefined, { ErrorCode: '0', ErrorStatus: 'success' }, 1],
    ['after 5 s', 'late', { ErrorCode: '0', ErrorStatus: 'success' }, 1],
    ['as failed', 'bounce', { ErrorCode: '2', ErrorStatus: 'failed' }, 0],
    ['never', 'lost', null, 1],
  ])('are told by an event: %s', async (_when, kind, outcome, shown) => {
    await using t = await start();
    await using webhook = await startWechatWebhook(t.sandbox.sandbox.wechat);
    await t.allow();
    await t.sandbox.control('POST', '/wechat/callback', { url: webhook.url, format: 'json' });
    if (kind) await t.sandbox.control('POST', '/faults', { target: 'wechat', kind, count: 1 });
    const { raw } = await t.notify();
    t.sandbox.clock.advanceSeconds(5.1);
    // Something that comes after it.
    await does(t.sandbox, t.id, 'messages', { event: 'user_enter_tempsession' });
    await expect.poll(() => webhook.received.length).toBe(outcome ? 2 : 1);
    const told = webhook.fields().find(({ Event }) => Event === 'subscribe_msg_sent_event');
    expect(told?.List).toEqual(
      outcome ? { TemplateId: t.templateId, MsgID: /\d{19}/.exec(raw)?.[0], ...outcome } : undefined,
    );
    expect(await t.sandbox.wechatChat(t.id)).toHaveLength(shown);
  });

  it('are listed by their templates', async () => {
    await using t = await start();
    const { body } = await t.sandbox.wechat('GET', '/wxaapi/newtmpl/gettemplate?access_token={token}');
    expect(body.data).toMatchObject([{ priTmplId: t.templateId, title: 'Sign-in code' }]);
    const again = { title: 'Sign-in code', content };
    expect((await t.sandbox.control('POST', '/wechat/templates', again)).body.templateId).toBe(t.templateId);
  });

  it.each([
    ['thing', '二十个字二十个字二十个字二十个字二十个字', '二十个字二十个字二十个字二十个字二十个字一'],
    ['number', '-12.5', '12a'],
    ['letter', 'Abc', 'Ab1'],
    ['symbol', '+-*/=', 'a'],
    ['character_string', 'A-1 b', 'ключ'],
    ['time', '2026年11月21日 15:01', 'soon'],
    ['date', '2026-11-21', '21.11.2026'],
    ['amount', '¥19.90', '19.999'],
    ['phone_number', '+86-138-0000-0103', '123456789012345678'],
    ['car_number', '粤A8Z888挂', '粤A8Z888挂挂挂'],
    ['name', '李雷李雷李雷李雷李雷', '李雷李雷李雷李雷李雷李'],
    ['phrase', '已发货', 'sent'],
    ['unknown', undefined, 'x'],
  ])('hold %s: %s, not %s', (type, good, bad) => {
    if (good !== undefined) expect(fits(type, good)).toBe(true);
    expect(fits(type, bad)).toBe(false);
  });
});

describe('pictures', () => {
  it('are uploaded, fetched again, and gone after three days', async () => {
    await using sandbox = await startSandbox();
    const uploaded = await upload(sandbox);
    expect(uploaded).toEqual({
      type: 'image',
      media_id: expect.any(String),
      created_at: expect.any(Number),
    });
    const get = () =>
      sandbox.wechat('GET', `/cgi-bin/media/get?access_token={token}&media_id=${uploaded.media_id}`);
    expect(await get()).toMatchObject({ contentType: 'image/png' });
    sandbox.clock.advanceSeconds(3 * 86_400);
    expect((await get()).body.errcode).toBe(40007);
  });

  it('are refused when they are none', async () => {
    await using sandbox = await startSandbox();
    expect((await upload(sandbox, { type: 'dance' })).errcode).toBe(40004);
    expect((await upload(sandbox, { mime: 'text/html' })).errcode).toBe(40005);
    expect((await upload(sandbox, { bytes: Buffer.alloc(0) })).errcode).toBe(40006);
    const path = '/cgi-bin/media/upload?access_token={token}&type=image';
    expect((await sandbox.wechat('POST', path, {})).body.errcode).toBe(41005);
    expect((await sandbox.wechat('POST', path, new FormData())).body.errcode).toBe(41005);
  });
});

describe('the menu', () => {
  const path = (verb: string) => `/cgi-bin/menu/${verb}?access_token={token}`;
  it('is set, shown and removed', async () => {
    await using sandbox = await startSandbox();
    const sub_button = [{ type: 'view', name: 'Devices', url: 'https://shop.example/d' }];
    const menu = {
      button: [
        { type: 'click', name: 'Sign in', key: 'in' },
        { name: 'More', sub_button },
      ],
    };
    expect((await sandbox.wechat('POST', path('create'), menu)).body.errcode).toBe(0);
    expect((await sandbox.wechat('GET', path('get'))).body).toEqual({ menu });
    expect((await sandbox.control('GET', '/wechat/menu')).body).toEqual([
      { name: 'Sign in', key: 'in' },
      { name: 'More', buttons: [{ name: 'Devices', url: 'https://shop.example/d' }] },
    ]);
    expect((await sandbox.wechat('GET', path('delete'))).body.errcode).toBe(0);
    expect((await sandbox.wechat('GET', path('get'))).body.errcode).toBe(46003);
  });

  it('has three buttons at the most', async () => {
    await using sandbox = await startSandbox();
    const button = Array.from({ length: 4 }, (_, n) => ({ type: 'click', name: `${n}`, key: `${n}` }));
    expect((await sandbox.wechat('POST', path('create'), { button })).body.errcode).toBe(40016);
  });
});
