import { describe, expect, it } from 'vitest';
import { startApi } from '../testing/index.ts';

const route = '/v1/sessions/telegram';

describe('POST /v1/sessions/telegram', () => {
  it('registers on the first visit and signs in on every one', async () => {
    await using api = await startApi();
    const first = await api.post(route, { initData: api.initDataFor(42) });
    const second = await api.post(route, { initData: api.initDataFor(42) });

    expect(first).toMatchObject({
      status: 201,
      body: {
        isNew: true,
        tokenType: 'Bearer',
        expiresIn: 600,
        account: { displayName: 'Person 42', locale: 'en' },
      },
    });
    expect(second).toMatchObject({ status: 201, body: { isNew: false, account: first.body.account } });
    expect(second.body.session).not.toEqual(first.body.session);
    expect((await api.events()).map(({ type, sequence }) => [type, sequence])).toEqual([
      ['user.registered.v1', 1],
      ['session.opened.v1', 2],
      ['session.opened.v1', 3],
    ]);
  });

  it('registers a person once, however many times at once the mini app is opened', async () => {
    await using api = await startApi();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => api.post(route, { initData: api.initDataFor(42) })),
    );

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => (body.account as { id: string }).id)).size).toBe(1);
    expect(answers.filter(({ body }) => body.isNew)).toHaveLength(1);
    const events = await api.events();
    expect(events.filter(({ type }) => type === 'user.registered.v1')).toHaveLength(1);
    expect(events.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 51 }, (_, index) => index + 1),
    );
  });

  it('accepts one init data once from callers without a key, however many bring it at once', async () => {
    await using api = await startApi();
    const initData = api.initDataFor(42);
    const answers = await Promise.all(Array.from({ length: 16 }, () => api.post(route, { initData })));

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { body } of answers.filter(({ status }) => status !== 201))
      expect(body.code).toBe('init_data_replayed');
    expect(await api.events()).toHaveLength(2);
  });

  it('knows replayed init data in another order and another encoding', async () => {
    await using api = await startApi();
    const initData = api.initDataFor(42);
    await api.post(route, { initData });

    const reordered = initData.split('&').reverse().join('&');
    const recoded = initData.replaceAll('+', '%20').replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase());
    for (const again of [reordered, recoded]) {
      expect(again).not.toBe(initData);
      expect((await api.post(route, { initData: again })).body.code).toBe('init_data_replayed');
    }
  });

  it('keeps personal data sealed in the event log', async () => {
    await using api = await startApi();
    await api.post(route, {
      initData: api.initDataFor(424242, { user: { id: 424242, first_name: 'Zwölfender' } }),
    });
    const text = JSON.stringify(await api.events());
    expect(text).not.toContain('Zwölfender');
    expect(text).not.toContain('424242');
  });

  it('gives each person their own language, and English to the rest', async () => {
    await using api = await startApi();
    const localeOf = async (id: number, language_code: string) => {
      const { body } = await api.post(route, {
        initData: api.initDataFor(id, { user: { id, first_name: 'A', language_code } }),
      });
      return (body.account as { locale: string }).locale;
    };
    expect(await localeOf(1, 'ru')).toBe('ru');
    expect(await localeOf(2, 'zh-hans')).toBe('zh');
    expect(await localeOf(3, 'pt-br')).toBe('en');
  });

  it('takes the data of another bot only at that bot’s own route', async () => {
    await using api = await startApi();
    const { second } = api.botTokens;
    const initData = api.initDataFor(42, {}, { botToken: second });

    expect((await api.post(route, { initData })).body.code).toBe('invalid_init_data');
    expect((await api.post(`${route}/7000000002`, { initData })).status).toBe(201);
    expect((await api.post(`${route}/7000000009`, { initData })).body.code).toBe('unknown_bot');
  });

  it('takes data signed with the previous token of a bot', async () => {
    await using api = await startApi();
    expect(
      (await api.post(route, { initData: api.initDataFor(1, {}, { botToken: api.botTokens.previous }) }))
        .status,
    ).toBe(201);
  });

  it.each([
    ['empty', () => ''],
    ['truncated', (good: string) => good.slice(0, -10)],
    ['forged', (good: string) => good.replace('Person', 'Parson')],
    ['with a field twice', (good: string) => `${good}&query_id=x`],
    ['with a line feed folded in', (good: string) => good.replace('query_id=', 'query_id=%0A')],
    ['with another hash', (good: string) => good.replace(/hash=.{8}/, 'hash=00000000')],
    ['oversized', (good: string) => `${good}&pad=${'x'.repeat(4000)}`],
  ])('refuses init data that is %s, with one code and nothing created', async (_what, spoil) => {
    await using api = await startApi();
    const answer = await api.post(route, { initData: spoil(api.initDataFor(42)) });
    expect(answer).toMatchObject({
      status: 401,
      body: { code: 'invalid_init_data', title: 'The init data is not valid' },
    });
    expect(answer.headers.get('Content-Type')).toContain('application/problem+json');
    expect(await api.events()).toEqual([]);
  });

  it('judges age: an hour for a new key, a day for a known one, never later, and no future', async () => {
    await using api = await startApi();
    const key = await api.createKey();
    const open = (ageSeconds: number, withKey: boolean) =>
      api.post(route, { initData: api.initDataFor(42, {}, { ageSeconds }) }, withKey ? { key } : {});

    expect((await open(3590, false)).status).toBe(201);
    expect((await open(3610, false)).body.code).toBe('init_data_expired');
    expect((await open(3610, true)).body.code).toBe('init_data_expired'); // this key is not known yet
    expect((await open(10, true)).status).toBe(201);
    expect((await open(86_000, true)).status).toBe(201);
    expect((await open(86_500, true)).body.code).toBe('init_data_expired');
    expect((await open(-50, false)).status).toBe(201);
    expect((await open(-70, false)).body.code).toBe('invalid_init_data');
  });

  it('gives the first answer again to the same Idempotency-Key, and refuses it for another request', async () => {
    await using api = await startApi();
    const initData = api.initDataFor(42);
    const headers = { 'Idempotency-Key': 'attempt-1' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => api.post(route, { initData }, { headers })),
    );

    expect(new Set(answers.map(({ body }) => body.accessToken)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(await api.events()).toHaveLength(2);
    const other = await api.post(route, { initData }, { headers: { 'Idempotency-Key': 'attempt-2' } });
    expect(other.body.code).toBe('init_data_replayed');
    const odd = await api.post(route, { initData }, { headers: { 'Idempotency-Key': 'a b' } });
    expect(odd).toMatchObject({ status: 400, body: { code: 'idempotency_key_invalid' } });
  });
});

describe('init data with a DPoP key', () => {
  it('is pinned: the same key comes back to the same session', async () => {
    await using api = await startApi();
    const key = await api.createKey();
    const initData = api.initDataFor(42);
    const first = await api.signIn(42, { key, initData });
    api.clock.advanceSeconds(7200);
    const second = await api.signIn(42, { key, initData });

    expect(first.tokenType).toBe('DPoP');
    expect(second.session.id).toBe(first.session.id);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect((await api.events()).map(({ type }) => type)).toEqual(['user.registered.v1', 'session.opened.v1']);
  });

  it('opens a new session when the pinned one was ended', async () => {
    await using api = await startApi();
    const key = await api.createKey();
    const initData = api.initDataFor(42);
    const first = await api.signIn(42, { key, initData });
    await api.delete('/v1/sessions/current', { key, accessToken: first.accessToken });
    expect((await api.signIn(42, { key, initData })).session.id).not.toBe(first.session.id);
  });

  it('belongs to one of many keys that show it at once', async () => {
    await using api = await startApi();
    const initData = api.initDataFor(42);
    const keys = await Promise.all(Array.from({ length: 8 }, () => api.createKey()));
    await api.call('GET', '/v1/account', { key: keys[0], accessToken: 'x' }); // a nonce
    const answers = await Promise.all(keys.map((key) => api.post(route, { initData }, { key })));

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const { body } of refused) expect(body.code).toBe('proof_needs_confirmation');
    expect((await api.events()).filter(({ type }) => type === 'user.registered.v1')).toHaveLength(1);
  });

  it('is refused without the key it is pinned to', async () => {
    await using api = await startApi();
    const initData = api.initDataFor(42);
    await api.signIn(42, { key: await api.createKey(), initData });
    expect((await api.post(route, { initData })).body.code).toBe('init_data_replayed');
  });

  it('asks in the chat once per second key, however often that key knocks', async () => {
    await using api = await startApi();
    const initData = api.initDataFor(42);
    await api.signIn(42, { key: await api.createKey(), initData });
    const thief = await api.createKey();
    const answers = [];
    for (let knock = 0; knock < 3; knock += 1)
      answers.push(await api.post(route, { initData }, { key: thief }));

    const ids = new Set(answers.map(({ body }) => body.confirmationId));
    expect(ids.size).toBe(1);
    expect(answers[0]).toMatchObject({
      status: 401,
      body: { code: 'proof_needs_confirmation', confirmationId: expect.any(String) },
    });
    const asked = (await api.events()).filter(({ type }) => type === 'suspicious.activity.v1');
    expect(asked).toEqual([
      expect.objectContaining({ data: expect.objectContaining({ kind: 'proof_shown_by_other_key' }) }),
    ]);
  });
});
