import { createHmac } from 'node:crypto';
import { createTestClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { describe, expect, it } from 'vitest';
import { startBots, type TestBots } from '../testing/index.ts';

const userId = 'US.10000000000000000001';
type Json = Record<string, unknown>;

const nowSeconds = (bots: TestBots, ageSeconds = 0) =>
  String(Math.floor(bots.clock().getTime() / 1000) - ageSeconds);
const notificationOf = (bots: TestBots, ...values: Json[]) => ({
  object: 'whatsapp_business_account',
  entry: values.map((value) => ({
    id: '1',
    changes: [
      {
        field: 'messages',
        value: {
          messaging_product: 'whatsapp',
          metadata: { phone_number_id: bots.sandbox.whatsapp.phoneNumberId },
          ...value,
        },
      },
    ],
  })),
});
const messageOf = (bots: TestBots, id: string, body = 'help', more: Json = {}) => ({
  contacts: [{ profile: { name: 'Anna' }, user_id: userId }],
  messages: [
    { from_user_id: userId, id, timestamp: nowSeconds(bots), type: 'text', text: { body }, ...more },
  ],
});
const statusOf = (bots: TestBots, id: string, status: string, more: Json = {}) => ({
  statuses: [{ id, status, timestamp: nowSeconds(bots), recipient_user_id: userId, ...more }],
});
const nested = (depth: number): object => (depth === 0 ? {} : { next: nested(depth - 1) });

describe('GET /webhooks/whatsapp', () => {
  it('says the challenge to whoever shows the token, and to nobody else', async () => {
    await using bots = await startBots({ isStarted: false });
    const ask = async (query: Record<string, string>) => {
      const response = await fetch(`${bots.url}/webhooks/whatsapp?${new URLSearchParams(query)}`);
      return [
        response.status,
        response.ok ? await response.text() : ((await response.json()) as { code: string }).code,
      ];
    };
    const good = {
      'hub.mode': 'subscribe',
      'hub.challenge': '1158201444',
      'hub.verify_token': bots.verifyToken,
    };
    expect(await ask(good)).toEqual([200, '1158201444']);
    for (const wrong of [
      { ...good, 'hub.verify_token': `${bots.verifyToken}x` },
      { ...good, 'hub.verify_token': '' },
      { ...good, 'hub.mode': 'unsubscribe' },
      { ...good, 'hub.challenge': '<script>alert(1)</script>' },
      {},
    ])
      expect(await ask(wrong as Record<string, string>)).toEqual([403, 'forbidden']);
  });
});

describe('POST /webhooks/whatsapp', () => {
  it('refuses whatever is not signed over these very bytes', async () => {
    await using bots = await startBots({ isStarted: false });
    const body = notificationOf(bots, messageOf(bots, 'wamid.A', 'Привет / hi'));
    // As it comes: beyond ASCII and slashes escaped. Read and written again it would be other bytes.
    const raw = JSON.stringify(body)
      .replaceAll('/', '\\/')
      .replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const sign = (text: string, secret = bots.sandbox.whatsapp.appSecret) =>
      `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
    const good = sign(raw);
    for (const forged of [
      '',
      'sha256=',
      good.slice(0, -1),
      `${good}00`,
      good.toUpperCase(),
      good.replace('sha256', 'sha1'),
      sign(raw, 'another-secret-of-another-app'),
      sign(JSON.stringify(body)),
      sign(`${raw} `),
    ]) {
      const answer = await bots.postWhatsapp(body, { raw, headers: { 'X-Hub-Signature-256': forged } });
      expect([answer.status, answer.body.code], forged).toEqual([401, 'webhook_unauthorized']);
    }
    const unsigned = await fetch(`${bots.url}/webhooks/whatsapp`, { method: 'POST', body: raw });
    expect(unsigned.status).toBe(401);
    expect(await bots.whatsappUpdates()).toEqual([]);
    expect((await bots.postWhatsapp(body, { raw })).status).toBe(200);
    expect(await bots.whatsappUpdates()).toHaveLength(1);
  });

  it('does not start without a secret and a token worth the names', async () => {
    await using bots = await startBots({ isStarted: false });
    const whatsapp = { ...bots.sandbox.whatsapp, verifyToken: bots.verifyToken };
    for (const weak of [{ appSecret: '' }, { verifyToken: '' }])
      expect(() => bots.create({ config: { whatsapp: { ...whatsapp, ...weak } } })).toThrow(RangeError);
  });

  it('refuses what is no notification, each with its own code, and stores nothing', async () => {
    await using bots = await startBots({ isStarted: false });
    const refused = async (...request: Parameters<typeof bots.postWhatsapp>) => {
      const { status, body } = await bots.postWhatsapp(...request);
      return [status, body.code];
    };
    const good = notificationOf(bots, messageOf(bots, 'wamid.A'));
    expect(await refused(good, { headers: { 'Content-Type': 'text/plain' } })).toEqual([
      415,
      'unsupported_media_type',
    ]);
    expect(await refused(good, { headers: { 'Content-Encoding': 'gzip' } })).toEqual([
      415,
      'unsupported_media_type',
    ]);
    expect(await refused({ ...good, padding: 'x'.repeat(3 * 1024 * 1024) })).toEqual([413, 'body_too_large']);
    expect(await refused(null, { raw: '{"object":' })).toEqual([400, 'invalid_json']);
    expect(await refused(null, { raw: '' })).toEqual([400, 'invalid_json']);
    for (const body of [
      [],
      {},
      { object: 'page', entry: [] },
      { object: 'whatsapp_business_account' },
      { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ value: {} }] }] },
      { ...good, deep: nested(33) },
    ])
      expect(await refused(body), JSON.stringify(body)).toEqual([400, 'invalid_request']);
    const put = await fetch(`${bots.url}/webhooks/whatsapp`, { method: 'PUT' });
    expect([put.status, put.headers.get('Allow')]).toEqual([405, 'GET, POST']);
    expect(await bots.whatsappUpdates()).toEqual([]);
  });

  it('stores every message and status of a batch before it says 200, and a repeat changes nothing', async () => {
    await using bots = await startBots({ isStarted: false });
    const batch = notificationOf(
      bots,
      { ...messageOf(bots, 'wamid.A'), ...statusOf(bots, 'wamid.X', 'delivered') },
      statusOf(bots, 'wamid.X', 'read'),
      statusOf(bots, 'wamid.X', 'read'),
      messageOf(bots, 'wamid.B'),
    );
    const copies = await Promise.all(Array.from({ length: 16 }, () => bots.postWhatsapp(batch)));
    expect(copies.map(({ status }) => status)).toEqual(Array(16).fill(200));
    // Told again, and otherwise: the id was seen.
    await bots.postWhatsapp(notificationOf(bots, messageOf(bots, 'wamid.A', 'something else')));
    expect((await bots.whatsappUpdates()).map(({ updateId, person }) => [updateId, person])).toEqual([
      ['message:wamid.A', userId],
      ['status:wamid.X:delivered', null],
      ['status:wamid.X:read', null],
      ['message:wamid.B', userId],
    ]);
  });

  it('leaves out what is about another number, and what is too old or from the future to be true', async () => {
    await using bots = await startBots({ isStarted: false });
    const day = 86_400;
    const posts = [
      { ...messageOf(bots, 'wamid.other'), metadata: { phone_number_id: '1' } },
      messageOf(bots, 'wamid.old', 'x', { timestamp: nowSeconds(bots, 7 * day + 3700) }),
      messageOf(bots, 'wamid.future', 'x', { timestamp: nowSeconds(bots, -400) }),
      messageOf(bots, 'wamid.never', 'x', { timestamp: undefined }),
      statusOf(bots, 'wamid.old', 'read', { timestamp: nowSeconds(bots, 8 * day) }),
      messageOf(bots, 'wamid.late', 'x', { timestamp: nowSeconds(bots, 6 * day) }),
    ];
    for (const value of posts)
      expect((await bots.postWhatsapp(notificationOf(bots, value))).status).toBe(200);
    expect((await bots.whatsappUpdates()).map(({ updateId }) => updateId)).toEqual(['message:wamid.late']);
  });

  it('takes fields, types and changes that nobody knows yet, and text that PostgreSQL is picky about', async () => {
    await using bots = await startBots();
    const unknown = notificationOf(
      bots,
      messageOf(bots, 'wamid.hologram', 'x', { type: 'hologram', hologram: { depth: 3 } }),
      messageOf(bots, 'wamid.nul', 'NUL \u0000, half \ud800 and 🙂', { from_next_year: [1] }),
      messageOf(bots, 'wamid.anonymous', 'x', { from_user_id: undefined, from: '12025550101' }),
      messageOf(bots, 'wamid.strange', 'x', { from_user_id: '../../etc' }),
      { statuses: 'none' },
      { future: true },
    );
    (unknown as Json).added = 'later';
    expect((await bots.postWhatsapp(unknown)).status).toBe(200);
    await expect
      .poll(
        async () =>
          (await bots.whatsappUpdates())
            .filter(({ updateId }) => !updateId.startsWith('status:'))
            .map(({ state }) => state),
        { timeout: 10_000 },
      )
      .toEqual(Array(6).fill('handled'));
  });

  it('asks WhatsApp to come again when nothing can be stored', async () => {
    await using bots = await startBots({ isStarted: false });
    const gone = createDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', applicationName: 'test' });
    await bots.replaceBots({ database: gone }, false);
    const answer = await bots.postWhatsapp(notificationOf(bots, messageOf(bots, 'wamid.A')));
    expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
    await gone.close();
  });

  it('forgets what a person wrote once it is answered, and the update after eight days', async () => {
    await using bots = await startBots();
    await bots.untilReady();
    const anna = await bots.newWhatsappPerson();
    await anna.write('my secret');
    const own = async () =>
      (await bots.whatsappUpdates()).filter(({ updateId }) => updateId.startsWith('message:'));
    await expect
      .poll(async () => (await own())[0])
      .toMatchObject({
        state: 'handled',
        body: null,
        person: null,
      });
    expect(bots.logs.join('\n')).not.toContain('my secret');
    await bots.replaceBots({ clock: createTestClock(() => new Date(Date.now() + 7.9 * 86_400_000)) });
    await bots.untilReady();
    expect(await own()).toHaveLength(1);
    await bots.replaceBots({ clock: createTestClock(() => new Date(Date.now() + 8.1 * 86_400_000)) });
    await expect.poll(own, { timeout: 10_000 }).toEqual([]);
  });
});
