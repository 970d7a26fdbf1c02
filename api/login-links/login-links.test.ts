import { describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../testing/index.ts';

const scope = '123456789012345';
const userId = 'US.10000000000000000001';

const linkFor = async (
  api: TestApi,
  { subject = userId, messenger = 'whatsapp', ...body }: Record<string, string> = {},
) =>
  api.post(
    `/v1/service/identities/${messenger}/${scope}/${subject}/login-links`,
    { displayName: 'Anna', locale: 'en', ...body },
    { accessToken: await api.serviceToken() },
  );
const tokenFor = async (api: TestApi, more: Record<string, string> = {}): Promise<string> =>
  String((await linkFor(api, more)).body.loginToken);
const open = (api: TestApi, loginToken: string, options: Parameters<TestApi['call']>[2] = {}) =>
  api.post('/v1/sessions/whatsapp', { loginToken }, options);
const refused = { status: 401, body: { code: 'login_token_invalid' } };

describe('POST /v1/sessions/whatsapp', () => {
  it('registers at the first visit and signs in at every one, by user id', async () => {
    await using api = await startApi();
    const key = await api.createKey();
    const first = await open(api, await tokenFor(api), { key });
    expect(first).toMatchObject({
      status: 201,
      body: {
        isNew: true,
        tokenType: 'DPoP',
        account: { displayName: 'Anna', locale: 'en' },
        session: { messenger: 'whatsapp' },
      },
    });
    const second = await open(api, await tokenFor(api, { displayName: 'Anna of today' }), { key });
    expect(second).toMatchObject({ status: 201, body: { isNew: false, account: first.body.account } });
    expect(await api.events()).toMatchObject([
      {
        type: 'user.registered.v1',
        data: {
          messenger: 'whatsapp',
          appScope: scope,
          chatId: expect.stringMatching(/^s1\./),
          locale: 'en',
        },
      },
      { type: 'session.opened.v1', data: { messenger: 'whatsapp', amr: ['whatsapp'] } },
      { type: 'session.opened.v1' },
    ]);
    const accessToken = String(second.body.accessToken);
    expect((await api.get('/v1/account', { key, accessToken })).body).toMatchObject({
      identities: [{ messenger: 'whatsapp' }],
    });
  });

  it('makes one account of one person, however many links are used at once', async () => {
    await using api = await startApi();
    const tokens = await Promise.all(Array.from({ length: 8 }, () => tokenFor(api)));
    const answers = await Promise.all(tokens.map((token) => open(api, token)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map(({ body }) => (body.account as { id: string }).id)).size).toBe(1);
    expect((await api.events()).filter(({ type }) => type === 'user.registered.v1')).toHaveLength(1);
  });

  it('takes a link once: of 16 browsers at the same time one gets in', async () => {
    await using api = await startApi();
    const token = await tokenFor(api);
    const keys = await Promise.all(Array.from({ length: 16 }, () => api.createKey()));
    const answers = await Promise.all(keys.map((key) => open(api, token, { key })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(15).fill(401)]);
    expect((await api.events()).filter(({ type }) => type === 'session.opened.v1')).toHaveLength(1);
    expect(await open(api, token)).toMatchObject(refused);
  });

  it('without a key takes a link once, too', async () => {
    await using api = await startApi();
    const token = await tokenFor(api);
    const answers = await Promise.all(Array.from({ length: 8 }, () => open(api, token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(401)]);
  });

  it('hands a lost answer to the same key again, in the same session, for half a minute', async () => {
    await using api = await startApi();
    const [key, other] = [await api.createKey(), await api.createKey()];
    const token = await tokenFor(api);
    const first = await open(api, token, { key });
    const again = await open(api, token, { key });
    expect(again).toMatchObject({
      status: 201,
      body: { session: { id: (first.body.session as { id: string }).id } },
    });
    expect(await open(api, token, { key: other })).toMatchObject(refused);
    api.clock.advanceSeconds(31);
    expect(await open(api, token, { key })).toMatchObject(refused);
  });

  it('refuses alike what is unknown, over, malformed, or of another messenger', async () => {
    await using api = await startApi();
    expect(await open(api, 'A'.repeat(43))).toMatchObject(refused);
    const old = await tokenFor(api);
    api.clock.advanceSeconds(601);
    expect(await open(api, old)).toMatchObject(refused);
    expect(await open(api, await tokenFor(api, { messenger: 'wechat' }))).toMatchObject(refused);
    for (const malformed of ['', 'short', `${'A'.repeat(43)}=`])
      expect((await open(api, malformed)).body.code).toBe('invalid_request');
    expect(await api.events()).toEqual([]);
  });

  it('is not spent by whoever looks at the page, and GET is no way in', async () => {
    await using api = await startApi();
    const token = await tokenFor(api);
    for (const method of ['GET', 'HEAD'])
      expect((await fetch(`${api.url}/v1/sessions/whatsapp?loginToken=${token}`, { method })).status).toBe(
        405,
      );
    expect((await open(api, token)).status).toBe(201);
  });

  it('counts as a fresh proof for five minutes after the person wrote, not after they came', async () => {
    await using api = await startApi();
    const token = await tokenFor(api);
    api.clock.advanceSeconds(301);
    const { accessToken } = (await open(api, token)).body as { accessToken: string };
    const enrol = (token: string) => api.post('/v1/factors', { kind: 'totp' }, { accessToken: token });
    expect((await enrol(accessToken)).body.code).toBe('fresh_proof_required');
    const fresh = (await open(api, await tokenFor(api))).body as { accessToken: string };
    expect((await enrol(fresh.accessToken)).status).toBe(201);
  });

  it('remembers the phone of an identity, so that it can’t be its own second factor', async () => {
    await using api = await startApi();
    const phone = '+4915112345603';
    const { accessToken } = (await open(api, await tokenFor(api, { phone }))).body as { accessToken: string };
    expect(await api.post('/v1/factors', { kind: 'sms', phone }, { accessToken })).toMatchObject({
      status: 422,
      body: { code: 'factor_not_allowed' },
    });
    const rows = await api.database.query({
      text: 'select login_links::text, identities::text from login_links, identities',
    });
    expect(JSON.stringify(rows)).not.toContain('15112345603');
  });

  it('keeps and logs nothing of a token but its hash', async () => {
    await using api = await startApi();
    const token = await tokenFor(api);
    await open(api, token);
    await open(api, token);
    const rows = await api.database.query({ text: 'select login_links::text as row from login_links' });
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(api.logs.join('\n')).not.toContain(token);
  });
});

describe('a sign-in that begins in a browser', () => {
  const begin = async (api: TestApi) => {
    const key = await api.createKey();
    const { status, body } = await api.post('/v1/login-starts', undefined, { key });
    expect(status).toBe(201);
    return { key, startCode: String(body.startCode) };
  };

  it('ends in that browser: its link is of no use in another, and is not spent by trying', async () => {
    await using api = await startApi();
    const { key, startCode } = await begin(api);
    const token = await tokenFor(api, { startCode });
    const thief = await api.createKey();
    for (const options of [{ key: thief }, {}])
      expect(await open(api, token, options)).toMatchObject(refused);
    expect((await open(api, token, { key })).status).toBe(201);
  });

  it('is gone on with once, within ten minutes', async () => {
    await using api = await startApi();
    const { startCode } = await begin(api);
    const answers = await Promise.all(Array.from({ length: 8 }, () => linkFor(api, { startCode })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(404)]);
    expect(answers.find(({ status }) => status === 404)?.body.code).toBe('login_start_invalid');
    const late = await begin(api);
    api.clock.advanceSeconds(601);
    expect((await linkFor(api, { startCode: late.startCode })).body.code).toBe('login_start_invalid');
    expect((await linkFor(api, { startCode: '0'.repeat(16) })).body.code).toBe('login_start_invalid');
  });

  it('needs a key of the browser', async () => {
    await using api = await startApi();
    expect(await api.post('/v1/login-starts', undefined)).toMatchObject({
      status: 400,
      body: { code: 'dpop_invalid' },
    });
  });
});

describe('POST …/login-links', () => {
  it('is for bots only, and says what it does not take', async () => {
    await using api = await startApi();
    const path = `/v1/service/identities/whatsapp/${scope}/${userId}/login-links`;
    const body = { displayName: 'Anna', locale: 'en' };
    expect((await api.post(path, body)).body.code).toBe('invalid_token');
    const { accessToken } = await api.signIn(1);
    expect((await api.post(path, body, { accessToken })).body.code).toBe('invalid_token');
    const bots = await api.serviceToken();
    for (const wrong of [
      {},
      { ...body, locale: 'tlh' },
      { ...body, accountId: 'x' },
      { ...body, startCode: 'x' },
    ])
      expect((await api.post(path, wrong, { accessToken: bots })).body.code).toBe('invalid_request');
  });

  it('holds one person to thirty links a minute', async () => {
    await using api = await startApi({ rateLimitFactor: 1 });
    const answers = await Promise.all(Array.from({ length: 31 }, () => linkFor(api)));
    expect(answers.filter(({ status }) => status === 429).map(({ body }) => body.code)).toEqual([
      'rate_limited',
    ]);
  });
});
