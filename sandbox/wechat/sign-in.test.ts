import { describe, expect, it } from 'vitest';
import { startSandbox, type TestSandbox } from '../testing/start-sandbox.ts';

const exchange = (sandbox: TestSandbox, code: string, changes: Record<string, string> = {}) => {
  const { appId, appSecret } = sandbox.sandbox.wechat;
  const query = {
    appid: appId,
    secret: appSecret,
    js_code: code,
    grant_type: 'authorization_code',
    ...changes,
  };
  return sandbox.wechat('GET', `/sns/jscode2session?${new URLSearchParams(query)}`);
};
const loginCode = async (sandbox: TestSandbox, id: string): Promise<string> =>
  (await sandbox.control('POST', `/wechat/users/${id}/login-code`)).body.code;
const stable = (sandbox: TestSandbox, changes: object = {}) => {
  const { appId, appSecret } = sandbox.sandbox.wechat;
  const body = { grant_type: 'client_credential', appid: appId, secret: appSecret, ...changes };
  return sandbox.wechat('POST', '/cgi-bin/stable_token', body);
};
const classic = (sandbox: TestSandbox, changes: Record<string, string> = {}) => {
  const { appId, appSecret } = sandbox.sandbox.wechat;
  const query = { grant_type: 'client_credential', appid: appId, secret: appSecret, ...changes };
  return sandbox.wechat('GET', `/cgi-bin/token?${new URLSearchParams(query)}`);
};
/** What a call with this token is told: 46003 means that the token is good. */
const tried = async (sandbox: TestSandbox, token: string): Promise<number> =>
  (await sandbox.wechat('GET', `/cgi-bin/menu/get?access_token=${token}`)).body.errcode;
const good = 46003;

describe('jscode2session', () => {
  it('changes a code for who it is and a session key, as text by its type', async () => {
    await using sandbox = await startSandbox();
    const { id, unionid } = await sandbox.joinWechat();
    const answer = await exchange(sandbox, await loginCode(sandbox, id));
    expect(answer).toMatchObject({ status: 200, body: { openid: id, unionid } });
    expect(answer.contentType).toMatch(/^text\/plain/);
    expect(Buffer.from(answer.body.session_key, 'base64')).toHaveLength(16);
    expect(id).toMatch(/^o[\w-]{27}$/);
  });

  it('changes one code once, however many ask at a time', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWechat();
    const code = await loginCode(sandbox, id);
    const answers = await Promise.all([1, 2, 3].map(() => exchange(sandbox, code)));
    expect(answers.map(({ body }) => body.errcode).sort()).toEqual([40163, 40163, undefined]);
  });

  it('makes another session key at each sign-in', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWechat();
    const [first, second] = [
      await exchange(sandbox, await loginCode(sandbox, id)),
      await exchange(sandbox, await loginCode(sandbox, id)),
    ];
    expect(first.body.session_key).not.toBe(second.body.session_key);
  });

  it('refuses in its own words, with HTTP 200 and the id of the call', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWechat();
    const code = await loginCode(sandbox, id);
    const refused = async (changes: Record<string, string>) => (await exchange(sandbox, code, changes)).body;
    expect(await refused({ js_code: 'made-up' })).toEqual({
      errcode: 40029,
      errmsg: expect.stringMatching(/^invalid code rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/),
    });
    expect(await refused({ js_code: '' })).toMatchObject({ errcode: 41008 });
    expect(await refused({ appid: '' })).toMatchObject({ errcode: 41002 });
    expect(await refused({ appid: 'wx0' })).toMatchObject({ errcode: 40013 });
    expect(await refused({ secret: '' })).toMatchObject({ errcode: 41004 });
    expect(await refused({ secret: 'wrong' })).toMatchObject({ errcode: 40125 });
    expect(await refused({ grant_type: 'password' })).toMatchObject({ errcode: 40002 });
    sandbox.clock.advanceSeconds(300);
    expect(await refused({})).toMatchObject({ errcode: 40029 });
  });

  it('lets nobody sign in more than a hundred times a minute', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWechat();
    for (let n = 0; n < 100; n += 1) await exchange(sandbox, await loginCode(sandbox, id));
    expect((await exchange(sandbox, await loginCode(sandbox, id))).body.errcode).toBe(45011);
    sandbox.clock.advanceSeconds(60);
    expect((await exchange(sandbox, await loginCode(sandbox, id))).body.openid).toBe(id);
  });

  it.each([
    ['error', { errcode: -1 }],
    ['429', { errcode: 45011 }],
    ['blocked', { errcode: 40226 }],
  ])('is broken by the panel: %s', async (kind, body) => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWechat();
    await sandbox.control('POST', '/faults', { target: 'wechat', kind, count: 1 });
    const code = await loginCode(sandbox, id);
    expect((await exchange(sandbox, code)).body).toMatchObject(body);
    expect((await exchange(sandbox, code)).body.openid).toBe(id);
  });

  it('is away, or gone in the middle, where the panel says so', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWechat();
    const code = await loginCode(sandbox, id);
    await sandbox.control('POST', '/faults', { target: 'wechat', kind: 'down', count: 1 });
    expect((await exchange(sandbox, code)).status).toBe(502);
    await sandbox.control('POST', '/faults', { target: 'wechat', kind: 'drop', count: 1 });
    await expect(exchange(sandbox, code)).rejects.toThrow('fetch failed');
    expect((await exchange(sandbox, code)).body.openid).toBe(id);
  });
});

describe('the stable token', () => {
  it('is the same until five minutes before its end; then old and new both work', async () => {
    await using sandbox = await startSandbox();
    const first = (await stable(sandbox)).body;
    expect(first).toEqual({ access_token: expect.any(String), expires_in: 7200 });
    sandbox.clock.advanceSeconds(6800);
    const again = (await stable(sandbox)).body;
    expect(again.access_token).toBe(first.access_token);
    expect(again.expires_in).toBeGreaterThanOrEqual(399);
    sandbox.clock.advanceSeconds(120);
    const second = (await stable(sandbox)).body;
    expect(second).toEqual({ access_token: expect.not.stringMatching(first.access_token), expires_in: 7200 });
    expect(await tried(sandbox, first.access_token)).toBe(good);
    expect(await tried(sandbox, second.access_token)).toBe(good);
    sandbox.clock.advanceSeconds(300);
    expect(await tried(sandbox, first.access_token)).toBe(40001);
    sandbox.clock.advanceSeconds(6900);
    expect(await tried(sandbox, second.access_token)).toBe(42001);
  });

  it('is the only one after a forced refresh, which comes 30 seconds apart and 20 times a day', async () => {
    await using sandbox = await startSandbox();
    const { access_token } = (await stable(sandbox)).body;
    const force = async () => (await stable(sandbox, { force_refresh: true })).body;
    const forced = await force();
    expect(await tried(sandbox, access_token)).toBe(40001);
    expect(await tried(sandbox, forced.access_token)).toBe(good);
    expect((await force()).errcode).toBe(45011);
    for (let n = 1; n < 20; n += 1) {
      sandbox.clock.advanceSeconds(31);
      expect(await force()).toHaveProperty('access_token');
    }
    sandbox.clock.advanceSeconds(31);
    expect((await force()).errcode).toBe(45009);
    sandbox.clock.advanceSeconds(86_400);
    expect(await force()).toHaveProperty('access_token');
  });

  it('refuses who is not the app, and what is no request', async () => {
    await using sandbox = await startSandbox();
    expect((await stable(sandbox, { secret: 'wrong' })).body.errcode).toBe(40125);
    expect((await stable(sandbox, { appid: 'wx0' })).body.errcode).toBe(40013);
    expect((await stable(sandbox, { grant_type: 'x' })).body.errcode).toBe(40002);
    expect((await sandbox.wechat('POST', '/cgi-bin/stable_token', 'text')).body.errcode).toBe(47001);
    expect((await sandbox.wechat('POST', '/cgi-bin/stable_token')).body.errcode).toBe(44002);
    expect((await sandbox.wechat('GET', '/cgi-bin/stable_token')).body.errcode).toBe(43002);
  });
});

describe('the classic token', () => {
  it('is another one each time, and knows nothing of the stable one', async () => {
    await using sandbox = await startSandbox();
    const ofStable = (await stable(sandbox)).body.access_token;
    const first = (await classic(sandbox)).body.access_token;
    const second = (await classic(sandbox)).body.access_token;
    expect(second).not.toBe(first);
    expect(await tried(sandbox, first)).toBe(good);
    sandbox.clock.advanceSeconds(300);
    expect(await tried(sandbox, first)).toBe(40001);
    expect(await tried(sandbox, second)).toBe(good);
    expect(await tried(sandbox, ofStable)).toBe(good);
  });

  it('is refused to others', async () => {
    await using sandbox = await startSandbox();
    expect((await classic(sandbox, { secret: 'wrong' })).body.errcode).toBe(40125);
    expect((await classic(sandbox, { grant_type: 'x' })).body.errcode).toBe(40002);
  });
});

describe('calls', () => {
  it('need a token that was issued, and an address that exists', async () => {
    await using sandbox = await startSandbox();
    expect((await sandbox.wechat('GET', '/cgi-bin/menu/get')).body.errcode).toBe(41001);
    expect(await tried(sandbox, 'short')).toBe(40014);
    expect(await tried(sandbox, `86_${'x'.repeat(134)}`)).toBe(40001);
    expect((await sandbox.wechat('GET', '/cgi-bin/nothing?access_token={token}')).body.errcode).toBe(40066);
  });
});
