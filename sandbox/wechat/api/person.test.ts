import { createDecipheriv, createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startSandbox, type TestSandbox } from '../../testing/start-sandbox.ts';

const codeOf = async (sandbox: TestSandbox, id: string, kind: string, body: object = {}): Promise<string> =>
  (await sandbox.control('POST', `/wechat/users/${id}/${kind}-code`, body)).body.code;
const asApp = ({ sandbox: { wechat } }: TestSandbox) => ({ appid: wechat.appId, secret: wechat.appSecret });
const get = async (sandbox: TestSandbox, path: string, query: Record<string, string> = {}) =>
  (await sandbox.wechat('GET', `${path}?${new URLSearchParams(query)}`.replace('%7Btoken%7D', '{token}')))
    .body;
const signIn = async (sandbox: TestSandbox, id: string): Promise<string> => {
  const query = { ...asApp(sandbox), js_code: await codeOf(sandbox, id, 'login') };
  return (await get(sandbox, '/sns/jscode2session', { ...query, grant_type: 'authorization_code' }))
    .session_key;
};

describe('the phone number', () => {
  const path = '/wxa/business/getuserphonenumber?access_token={token}';
  it.each([
    ['+8613800000199', { phoneNumber: '13800000199', purePhoneNumber: '13800000199', countryCode: '86' }],
    ['+12025550199', { phoneNumber: '+12025550199', purePhoneNumber: '2025550199', countryCode: '1' }],
  ])('is told once for its code: %s', async (phone, told) => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWechat({ phone });
    const code = await codeOf(sandbox, id, 'phone');
    const watermark = { timestamp: expect.any(Number), appid: sandbox.sandbox.wechat.appId };
    expect((await sandbox.wechat('POST', path, { code })).body).toEqual({
      ...{ errcode: 0, errmsg: 'ok' },
      phone_info: { ...told, watermark },
    });
    expect((await sandbox.wechat('POST', path, { code })).body.errcode).toBe(40029);
  });

  it('is told for no other code, nor after five minutes', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWechat({ phone: '+8613800000199' });
    const tell = async (code: string) => (await sandbox.wechat('POST', path, { code })).body.errcode;
    expect(await tell(await codeOf(sandbox, id, 'login'))).toBe(40029);
    const code = await codeOf(sandbox, id, 'phone');
    sandbox.clock.advanceSeconds(300);
    expect(await tell(code)).toBe(40029);
  });
});

describe('a session key', () => {
  const signed = (openid: string, key: string) => ({
    ...{ access_token: '{token}', openid, sig_method: 'hmac_sha256' },
    signature: createHmac('sha256', key).update('').digest('hex'),
  });

  it('is good until the next sign-in or reset', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWechat();
    const first = await signIn(sandbox, id);
    const check = async (key: string) => (await get(sandbox, '/wxa/checksession', signed(id, key))).errcode;
    expect(await check(first)).toBe(0);
    const second = await signIn(sandbox, id);
    expect(await check(first)).toBe(87009);
    const reset = await get(sandbox, '/wxa/resetusersessionkey', signed(id, second));
    expect(reset).toMatchObject({ errcode: 0, openid: id });
    expect(await check(second)).toBe(87009);
    expect(await check(reset.session_key)).toBe(0);
  });

  it('is asked for by who knows it alone', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWechat();
    const check = async (query: Record<string, string>) =>
      (await get(sandbox, '/wxa/checksession', query)).errcode;
    expect(await check(signed(id, 'x'))).toBe(87007);
    await signIn(sandbox, id);
    expect(await check({ ...signed(id, 'x'), sig_method: 'md5' })).toBe(87008);
    expect(await check(signed(id, 'x'))).toBe(87009);
    expect(await check(signed('oNobody', 'x'))).toBe(40003);
  });

  it('signs and seals the profile', async () => {
    await using sandbox = await startSandbox();
    const { id, unionid } = await sandbox.joinWechat();
    const key = await signIn(sandbox, id);
    const { rawData, signature, encryptedData, iv } = (
      await sandbox.control('POST', `/wechat/users/${id}/profile-data`)
    ).body;
    expect(createHash('sha1').update(`${rawData}${key}`).digest('hex')).toBe(signature);
    const [keyBytes, ivBytes] = [Buffer.from(key, 'base64'), Buffer.from(iv, 'base64')];
    const decipher = createDecipheriv('aes-128-cbc', keyBytes, ivBytes);
    const opened = decipher.update(encryptedData, 'base64', 'utf8') + decipher.final('utf8');
    expect(JSON.parse(opened)).toMatchObject({
      openId: id,
      unionId: unionid,
      nickName: '微信用户',
      watermark: { appid: sandbox.sandbox.wechat.appId, timestamp: expect.any(Number) },
    });
  });
});

describe('a page of the official account', () => {
  const exchange = (sandbox: TestSandbox, code: string, changes: Record<string, string> = {}) =>
    get(sandbox, '/sns/oauth2/access_token', {
      ...{ ...asApp(sandbox), code, grant_type: 'authorization_code' },
      ...changes,
    });

  it('learns who looks, once for a code', async () => {
    await using sandbox = await startSandbox();
    const { id, unionid } = await sandbox.joinWechat({ name: '李雷' });
    const base = await exchange(sandbox, await codeOf(sandbox, id, 'oauth'));
    expect(base).toEqual({
      ...{ access_token: expect.any(String), refresh_token: expect.any(String), expires_in: 7200 },
      ...{ openid: id, scope: 'snsapi_base' },
    });
    const code = await codeOf(sandbox, id, 'oauth', { scope: 'snsapi_userinfo' });
    const { access_token, refresh_token, ...full } = await exchange(sandbox, code);
    expect(full).toMatchObject({ openid: id, unionid, scope: 'snsapi_userinfo' });
    expect((await exchange(sandbox, code)).errcode).toBe(40163);
    const query = { access_token, openid: id };
    expect(await get(sandbox, '/sns/userinfo', query)).toMatchObject({
      openid: id,
      unionid,
      nickname: '李雷',
    });
    expect((await get(sandbox, '/sns/auth', query)).errcode).toBe(0);
    const refreshed = await get(sandbox, '/sns/oauth2/refresh_token', {
      ...{ appid: asApp(sandbox).appid, grant_type: 'refresh_token', refresh_token },
    });
    expect(refreshed.access_token).not.toBe(access_token);
    const ofBase = { access_token: base.access_token, openid: id };
    expect((await get(sandbox, '/sns/userinfo', ofBase)).errcode).toBe(48001);
    expect((await get(sandbox, '/sns/auth', { ...ofBase, openid: 'oOther' })).errcode).toBe(40003);
    sandbox.clock.advanceSeconds(7200);
    expect((await get(sandbox, '/sns/auth', ofBase)).errcode).toBe(42001);
  });

  it('is shown nobody by a snapshot, and never the same nobody', async () => {
    await using sandbox = await startSandbox();
    const { id, unionid } = await sandbox.joinWechat();
    const look = async () => exchange(sandbox, await codeOf(sandbox, id, 'oauth', { snapshot: true }));
    const [one, other] = [await look(), await look()];
    expect(one).toMatchObject({ is_snapshotuser: 1 });
    expect([id, unionid, other.openid]).not.toContain(one.openid);
  });

  it('is refused what is not its own', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWechat();
    const code = await codeOf(sandbox, id, 'oauth');
    const refused = async (changes: Record<string, string>) =>
      (await exchange(sandbox, code, changes)).errcode;
    expect(await refused({ secret: 'x' })).toBe(40125);
    expect(await refused({ appid: 'x' })).toBe(40013);
    expect(await refused({ code: '' })).toBe(41008);
    expect(await refused({ code: await codeOf(sandbox, id, 'login') })).toBe(40029);
    expect((await get(sandbox, '/sns/auth', { access_token: 'x', openid: id })).errcode).toBe(40001);
    expect(
      (await get(sandbox, '/sns/oauth2/refresh_token', { ...asApp(sandbox), grant_type: 'refresh_token' }))
        .errcode,
    ).toBe(40030);
  });

  it('is come back to from the page that asks who looks', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.joinWechat({ name: '<Zoë>' });
    const address = (changes: object = {}) =>
      sandbox.at(
        `/wechat/connect/oauth2/authorize?${new URLSearchParams({
          ...{ appid: asApp(sandbox).appid, redirect_uri: 'http://localhost:1/back?x=1', state: 'a b' },
          ...{ response_type: 'code', scope: 'snsapi_base' },
          ...changes,
        })}`,
      );
    const page = await (await fetch(address())).text();
    expect(page).toContain(`value="${id}"><bdi>&lt;Zoë&gt;</bdi></button>`);
    const choose = (body: object) =>
      fetch(address(), {
        method: 'POST',
        body: new URLSearchParams(body as Record<string, string>),
        redirect: 'manual',
      });
    const back = new URL((await choose({ openid: id })).headers.get('location') ?? '');
    expect(`${back.origin}${back.pathname}`).toBe('http://localhost:1/back');
    expect(back.searchParams.get('state')).toBe('a b');
    expect(await exchange(sandbox, back.searchParams.get('code') ?? '')).toMatchObject({ openid: id });
    expect(await (await choose({ openid: 'oNobody' })).text()).toContain('10016');
    // Only where they were asked may they say no, and come back without a code.
    expect(await (await choose({ refuse: '1' })).text()).toContain('10016');
    const refused = await fetch(address({ scope: 'snsapi_userinfo' }), {
      method: 'POST',
      body: new URLSearchParams({ refuse: '1' }),
      redirect: 'manual',
    });
    expect(refused.headers.get('location')).toBe('http://localhost:1/back?x=1&state=a+b');
    for (const [changes, number] of [
      [{ appid: 'wx0' }, '10012'],
      [{ response_type: 'token' }, '10017'],
      [{ scope: 'openid' }, '10005'],
      [{ redirect_uri: 'https://elsewhere.example/' }, '10003'],
    ] as const)
      expect(await (await fetch(address(changes))).text()).toContain(`Error code: ${number}`);
  });
});
