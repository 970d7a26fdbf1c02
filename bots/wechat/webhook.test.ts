import { createTestClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBots, type TestBots } from '../testing/index.ts';

/** The door alone: nobody handles what comes in. */
let bots: TestBots;
beforeAll(async () => {
  bots = await startBots({ isStarted: false });
});
beforeEach(async () => {
  await bots.replaceBots({}, false);
  await bots.database.query({ text: 'truncate bots.wechat_updates, bots.wechat_stamps' });
});
afterAll(() => bots[Symbol.asyncDispose]());
const takePlain = () => bots.replaceBots({ config: { wechat: { ...bots.wechat, takesPlain: true } } }, false);

const openid = 'oAtlas0000000000000000000001';
type Json = Record<string, unknown>;

const nowSeconds = (bots: TestBots, ageSeconds = 0) => Math.floor(bots.clock().getTime() / 1000) - ageSeconds;
const pushOf = (bots: TestBots, fields: Json = {}): Json => ({
  ToUserName: 'gh_97417a04a28d',
  FromUserName: openid,
  CreateTime: nowSeconds(bots),
  ...fields,
});
const messageOf = (bots: TestBots, id: string, fields: Json = {}): Json =>
  pushOf(bots, { MsgType: 'text', Content: 'help', MsgId: id, ...fields });
const eventOf = (bots: TestBots, event: string, fields: Json = {}): Json =>
  pushOf(bots, { MsgType: 'event', Event: event, ...fields });
const ids = async (bots: TestBots) => (await bots.wechatUpdates()).map(({ updateId }) => updateId);

describe('GET /webhooks/wechat', () => {
  it('says the echo string to whoever knows the token, and to nobody else', async () => {
    const { query } = bots.sealWechat({}, { isSealed: false });
    const ask = async (asked: Record<string, string>) => {
      const response = await fetch(`${bots.url}/webhooks/wechat?${new URLSearchParams(asked)}`);
      return [response.status, response.ok ? await response.text() : ((await response.json()) as Json).code];
    };
    const good = { ...query, echostr: '4375120948345356249' } as Record<string, string>;
    expect(await ask(good)).toEqual([200, '4375120948345356249']);
    for (const wrong of [
      { ...good, signature: 'f464b24fc39322e44b38aa78f5edd27bd1441696' },
      { ...good, signature: '' },
      { ...good, nonce: `${good.nonce}0` },
      { ...good, timestamp: String(nowSeconds(bots, 10)) },
      { ...good, echostr: '<script>alert(1)</script>' },
      { ...query },
      {},
    ])
      expect(await ask(wrong as Record<string, string>)).toEqual([403, 'forbidden']);
    const doubled = await fetch(`${bots.url}/webhooks/wechat?${new URLSearchParams(good)}&nonce=1`);
    expect(doubled.status).toBe(403);
    bots.clock.advanceSeconds(301);
    expect(await ask(good)).toEqual([403, 'forbidden']);
    bots.clock.advanceSeconds(-301);
  });
});

describe('POST /webhooks/wechat', () => {
  it('takes XML and JSON, and tells one message by its id in either', async () => {
    const push = messageOf(bots, '4561255354251345929');
    for (const format of ['xml', 'json'] as const) {
      const answer = await bots.postWechat(push, { format });
      expect([answer.status, answer.text]).toEqual([200, 'success']);
    }
    // 64 bits are more than a number of JavaScript's holds.
    const near = JSON.stringify(push).replace('"4561255354251345929"', '4561255354251345928');
    await takePlain();
    expect((await bots.postWechat({}, { isSealed: false, raw: near })).status).toBe(200);
    expect(await ids(bots)).toEqual(['message:4561255354251345929', 'message:4561255354251345928']);
  });

  it('refuses whatever WeChat did not sign over this very ciphertext', async () => {
    const push = messageOf(bots, '1');
    const { body, query } = bots.sealWechat(push);
    const other = bots.sealWechat(messageOf(bots, '2', { Content: 'other' }));
    const refused = async (changed: Record<string, string | undefined>, raw = body) => {
      const answer = await bots.postWechat(push, { query: { ...query, ...changed }, raw });
      expect([answer.status, answer.code], JSON.stringify(changed)).toEqual([401, 'webhook_unauthorized']);
    };
    // The plain signature is good in all of these, and counts for nothing.
    await refused({ msg_signature: undefined });
    await refused({ msg_signature: query.signature });
    await refused({ msg_signature: '' });
    await refused({ msg_signature: query.msg_signature?.toUpperCase() });
    await refused({ msg_signature: `${query.msg_signature}0` });
    await refused({ encrypt_type: undefined, msg_signature: undefined });
    await refused({ nonce: '1' });
    await refused({ timestamp: String(Number(query.timestamp) + 1) });
    await refused({ timestamp: undefined });
    await refused({}, other.body);
    await refused({}, JSON.stringify({ ...push, Encrypt: undefined }));
    const { Encrypt } = JSON.parse(body) as { Encrypt: string };
    // Re-encoded: the same bytes written otherwise are another text, and were not signed.
    await refused(
      {},
      JSON.stringify({ Encrypt: Encrypt.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') }),
    );
    await refused({}, JSON.stringify({ Encrypt: `${Encrypt}\n` }));
    await refused({}, JSON.stringify({ Encrypt: [Encrypt] }));
    await refused({}, '{"Encrypt":');
    await refused({}, '');
    expect(await bots.wechatUpdates()).toEqual([]);
    const answer = await bots.postWechat(push, { query, raw: body });
    expect([answer.status, answer.text]).toEqual([200, 'success']);
    // Beside the ciphertext there may be fields in the clear: nobody reads them.
    const mixed = bots.sealWechat(messageOf(bots, '3'));
    const raw = JSON.stringify({ ...(JSON.parse(mixed.body) as Json), ...messageOf(bots, '4') });
    expect((await bots.postWechat({}, { query: mixed.query, raw })).status).toBe(200);
    expect(await ids(bots)).toEqual(['message:1', 'message:3']);
  });

  it('refuses what another app was sent, and what nobody encrypted', async () => {
    const { body, query } = bots.sealWechat(messageOf(bots, '1'));
    await bots.replaceBots({ config: { wechat: { ...bots.wechat, appId: 'wx0000000000000001' } } }, false);
    const foreign = await bots.postWechat({}, { query, raw: body });
    expect([foreign.status, foreign.code]).toEqual([401, 'webhook_unauthorized']);
    await bots.replaceBots({}, false);
    const plain = await bots.postWechat(messageOf(bots, '1'), { isSealed: false });
    expect([plain.status, plain.code]).toEqual([401, 'webhook_unauthorized']);
    expect(await bots.wechatUpdates()).toEqual([]);
  });

  it('takes nothing that was signed more than five minutes ago, or ahead', async () => {
    const { body, query } = bots.sealWechat(messageOf(bots, '1'));
    bots.clock.advanceSeconds(301);
    expect((await bots.postWechat({}, { query, raw: body })).code).toBe('webhook_unauthorized');
    const ahead = bots.sealWechat(messageOf(bots, '2'));
    bots.clock.advanceSeconds(-602);
    expect((await bots.postWechat({}, { query: ahead.query, raw: ahead.body })).code).toBe(
      'webhook_unauthorized',
    );
    expect(await bots.wechatUpdates()).toEqual([]);
  });

  it('lets a signed query bring one body only, where the signature covers none', async () => {
    await takePlain();
    const { body, query } = bots.sealWechat(messageOf(bots, '1'), { isSealed: false });
    const post = (raw: string) => bots.postWechat({}, { isSealed: false, query, raw });
    expect((await post(body)).status).toBe(200);
    const forged = await Promise.all(
      Array.from({ length: 8 }, (_, n) => post(body.replace('"1"', `"forged${n}"`))),
    );
    expect(forged.map(({ code }) => code)).toEqual(Array(8).fill('webhook_unauthorized'));
    expect((await post(body)).text).toBe('success');
    expect(await ids(bots)).toEqual(['message:1']);
  });

  it('refuses what is no push, each with its own code, and stores nothing', async () => {
    const refused = async (...request: Parameters<typeof bots.postWechat>) => {
      const { status, code } = await bots.postWechat(...request);
      return [status, code];
    };
    const good = messageOf(bots, '1');
    const wrong: Record<string, string>[] = [
      { 'Content-Type': 'text/plain' },
      { 'Content-Encoding': 'gzip' },
    ];
    for (const headers of wrong)
      expect(await refused(good, { headers })).toEqual([415, 'unsupported_media_type']);
    expect(await refused({ ...good, padding: 'x'.repeat(64 * 1024) })).toEqual([413, 'body_too_large']);
    for (const broken of [
      {},
      { ...good, FromUserName: undefined },
      { ...good, CreateTime: 'yesterday' },
      { ...good, MsgType: {} },
      { ...good, MsgId: 'x'.repeat(129) },
    ])
      expect(await refused(broken), JSON.stringify(broken)).toEqual([400, 'invalid_request']);
    const deep = Array.from({ length: 33 }).reduce<Json>((inner) => ({ inner }), {});
    expect(await refused({ ...good, deep })).toEqual([400, 'invalid_request']);
    const put = await fetch(`${bots.url}/webhooks/wechat`, { method: 'PUT' });
    expect([put.status, put.headers.get('Allow')]).toEqual([405, 'GET, POST']);
    expect(await bots.wechatUpdates()).toEqual([]);
  });

  it('reads no document type and no entity, around the ciphertext or inside', async () => {
    await takePlain();
    const inside = (content: string) =>
      `<xml><FromUserName>${openid}</FromUserName><CreateTime>${nowSeconds(bots)}</CreateTime><MsgType>text</MsgType>${content}<MsgId>1</MsgId></xml>`;
    for (const raw of [
      `<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]>${inside('<Content>&e;</Content>')}`,
      `<!DOCTYPE xml>${inside('<Content>x</Content>')}`,
      inside('<Content>&unknown;</Content>'),
      `<?xml-stylesheet href="http://127.0.0.1"?>${inside('')}`,
      inside(`${'<a>'.repeat(20)}${'</a>'.repeat(20)}`),
      inside('<Content>x'),
      '<html></html>',
    ]) {
      const answer = await bots.postWechat({}, { format: 'xml', isSealed: false, raw });
      expect([answer.status, answer.code], raw).toEqual([401, 'webhook_unauthorized']);
    }
    const cdata = inside('<Content><![CDATA[<!DOCTYPE> &amp; ]]]]><![CDATA[>]]></Content>');
    expect((await bots.postWechat({}, { format: 'xml', isSealed: false, raw: cdata })).status).toBe(200);
    expect((await bots.wechatUpdates())[0]?.body).toMatchObject({ Content: '<!DOCTYPE> &amp; ]]>' });
  });

  it('stores a push before it says success, once, however often and however it is told', async () => {
    const [message, event] = [messageOf(bots, '1'), eventOf(bots, 'CLICK', { EventKey: 'help' })];
    const copies = await Promise.all(
      Array.from({ length: 16 }, (_, n) =>
        bots.postWechat(n % 2 ? message : event, { format: n % 3 ? 'xml' : 'json' }),
      ),
    );
    expect(copies.map(({ text }) => text)).toEqual(Array(16).fill('success'));
    // The very same bytes, and the same id with something else in it: seen.
    const { body, query } = bots.sealWechat(messageOf(bots, '2'));
    await Promise.all(Array.from({ length: 8 }, () => bots.postWechat({}, { query, raw: body })));
    await bots.postWechat(messageOf(bots, '1', { Content: 'something else' }));
    expect((await ids(bots)).map((id) => id.replace(/[0-9a-f]{64}/, 'digest')).sort()).toEqual([
      'event:digest',
      'message:1',
      'message:2',
    ]);
  });

  it('tells events of one person apart by time, kind and what they are about', async () => {
    const receipt = (MsgID: string) => ({ List: { TemplateId: 't', MsgID, ErrorCode: '0' } });
    const events = [
      eventOf(bots, 'subscribe'),
      eventOf(bots, 'unsubscribe'),
      eventOf(bots, 'subscribe', { CreateTime: nowSeconds(bots, 1) }),
      eventOf(bots, 'subscribe', { FromUserName: 'oSomebodyElse' }),
      eventOf(bots, 'subscribe_msg_sent_event', receipt('1')),
      eventOf(bots, 'subscribe_msg_sent_event', receipt('2')),
    ];
    for (const event of [...events, ...events]) expect((await bots.postWechat(event)).text).toBe('success');
    expect(await ids(bots)).toHaveLength(events.length);
  });

  it('says success to what is too old or from the future to be true, and does nothing', async () => {
    for (const CreateTime of [nowSeconds(bots, 7 * 86_400 + 60), nowSeconds(bots, -400)])
      expect((await bots.postWechat(messageOf(bots, '1', { CreateTime }))).text).toBe('success');
    expect(await bots.wechatUpdates()).toEqual([]);
  });

  it('takes fields, types and events that nobody knows yet, and text that PostgreSQL is picky about', async () => {
    await bots.replaceBots();
    const posts = [
      messageOf(bots, '1', { MsgType: 'hologram', depth: { of: [3] } }),
      messageOf(bots, '2', { MsgType: 'letter', Content: 'NUL \u0000, half \ud800 and 🙂', added: 'later' }),
      messageOf(bots, '3', { Content: { not: 'text' } }),
      messageOf(bots, '4', { FromUserName: '../../etc', MsgType: 'image' }),
      eventOf(bots, 'from_next_year', { List: 'none' }),
      eventOf(bots, 'subscribe_msg_popup_event', { List: [] }),
      eventOf(bots, 'subscribe_msg_popup_event', {
        CreateTime: nowSeconds(bots, 1),
        SubscribeMsgPopupEvent: '',
      }),
      eventOf(bots, 'debug_demo', { debug_str: 'hello world' }),
    ];
    for (const push of posts) expect((await bots.postWechat(push)).text).toBe('success');
    const states = async () => (await bots.wechatUpdates()).map(({ state, person }) => [state, person]);
    await expect.poll(states, { timeout: 10_000 }).toEqual(Array(8).fill(['handled', null]));
  });

  it('asks WeChat to come again when nothing can be stored', async () => {
    const gone = createDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', applicationName: 'test' });
    await bots.replaceBots({ database: gone }, false);
    const answer = await bots.postWechat(messageOf(bots, '1'));
    expect([answer.status, answer.code]).toEqual([503, 'unavailable']);
    await gone.close();
  });

  it('keeps ids for eight days, and stamps for as long as they may be shown', async () => {
    await bots.replaceBots();
    await bots.postWechat(eventOf(bots, 'debug_demo'));
    await expect.poll(async () => (await bots.wechatUpdates())[0]?.state).toBe('handled');
    const stamps = async () =>
      (await bots.database.query({ text: 'select 1 from bots.wechat_stamps' })).length;
    expect(await stamps()).toBe(1);
    const day = 86_400_000;
    await bots.replaceBots({ clock: createTestClock(() => new Date(Date.now() + 7.9 * day)) });
    await expect.poll(stamps, { timeout: 10_000 }).toBe(0);
    expect(await bots.wechatUpdates()).toHaveLength(1);
    await bots.replaceBots({ clock: createTestClock(() => new Date(Date.now() + 8.1 * day)) });
    await expect.poll(() => bots.wechatUpdates(), { timeout: 10_000 }).toEqual([]);
  });
});
