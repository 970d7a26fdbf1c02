import { describe, expect, it } from 'vitest';
import { startApi } from '../testing/index.ts';
import { sessionKeyPlace } from './open-wechat-session.ts';
import { startWechatApi, type WechatApi, wechatApp } from './testing.ts';

const openid = 'oAnna0000000000000000000001';
const refused = (status: number, code: string) => ({ status, body: { code } });
const accountOf = ({ body }: { body: Record<string, unknown> }) => (body.account as { id: string }).id;
const secondsNow = (api: WechatApi) => Math.floor(api.clock().getTime() / 1000);
const typesOf = async (api: WechatApi) => (await api.events()).map(({ type }) => type);

describe('POST /v1/sessions/wechat', () => {
  it('registers at the first visit and signs in at every one, by openid', async () => {
    await using api = await startWechatApi();
    const first = await api.open({ code: api.loginCode(openid), language: 'ru_RU' });
    expect(first).toMatchObject({
      status: 201,
      body: {
        ...{ isNew: true, tokenType: 'Bearer', expiresIn: 300 },
        account: { displayName: 'Пользователь WeChat', locale: 'ru' },
        session: { messenger: 'wechat', device: expect.stringMatching(/^WeChat/) },
      },
    });
    const key = await api.createKey();
    const second = await api.open({ code: api.loginCode(openid) }, { key });
    expect(second).toMatchObject({
      status: 201,
      body: { isNew: false, tokenType: 'DPoP', expiresIn: 600, account: first.body.account },
    });
    expect(await api.events()).toMatchObject([
      {
        type: 'user.registered.v1',
        data: {
          ...{ messenger: 'wechat', appScope: wechatApp.appId, locale: 'ru' },
          chatId: expect.stringMatching(/^s1\./),
        },
      },
      { type: 'session.opened.v1', data: { messenger: 'wechat', amr: ['wechat'] } },
      { type: 'session.opened.v1' },
    ]);
    const accessToken = String(second.body.accessToken);
    expect((await api.get('/v1/account', { key, accessToken })).body).toMatchObject({
      identities: [{ messenger: 'wechat' }],
    });
  });

  it('makes one account of one person, however many codes are used at once', async () => {
    await using api = await startWechatApi();
    const codes = Array.from({ length: 8 }, () => api.loginCode(openid, { unionid: 'oUnion1' }));
    const answers = await Promise.all(codes.map((code) => api.open({ code })));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map(accountOf)).size).toBe(1);
    expect((await typesOf(api)).filter((type) => type === 'user.registered.v1')).toHaveLength(1);
  });

  it('takes a code once: of eight at the same time one gets in, and none later', async () => {
    await using api = await startWechatApi();
    const code = api.loginCode(openid);
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.open({ code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(401)]);
    expect(await api.open({ code })).toMatchObject(refused(401, 'invalid_wechat_code'));
  });

  it('takes a code once even if WeChat would take it twice', async () => {
    await using api = await startWechatApi();
    const code = api.loginCode(openid);
    expect((await api.open({ code })).status).toBe(201);
    api.forgetUse();
    expect(await api.open({ code })).toMatchObject(refused(401, 'invalid_wechat_code'));
    expect((await typesOf(api)).filter((type) => type === 'session.opened.v1')).toHaveLength(1);
  });

  it('says WeChat’s refusals as its own, and tells the operator of those that only they can mend', async () => {
    await using api = await startWechatApi();
    const away = { status: 503, body: { code: 'unavailable', dependency: 'wechat' } };
    const meant: [number, object][] = [
      [40029, refused(401, 'invalid_wechat_code')],
      [40163, refused(401, 'invalid_wechat_code')],
      [45011, { status: 429, body: { code: 'rate_limited', retryAfterSeconds: 60 } }],
      [40226, refused(403, 'wechat_user_blocked')],
      [-1, away],
      [40013, away],
      [40125, away],
    ];
    for (const [errcode, expected] of meant) {
      const code = api.answering({ errcode, errmsg: 'words of theirs' });
      const answer = await api.open({ code });
      expect(answer).toMatchObject(expected);
      expect(answer.headers.get('Retry-After')).toBe(errcode === 45011 ? '60' : null);
      expect(JSON.stringify(answer.body)).not.toContain('words of theirs');
      expect(api.logs.join('\n')).not.toContain(code);
    }
    const told = api.logs.filter((line) => line.includes('WeChat refuses our app'));
    expect(told.map((line) => JSON.parse(line).errcode)).toEqual([40013, 40125]);
    expect(api.logs.join('\n')).not.toContain(wechatApp.appSecret);
    expect(await api.events()).toEqual([]);
  });

  it('is away while WeChat is: no answer, a page, half a person', async () => {
    await using api = await startWechatApi();
    for (const answer of ['hang', '<html>', {}, { openid }])
      expect(await api.open({ code: api.answering(answer) })).toMatchObject(refused(503, 'unavailable'));
    expect(api.logs.join('\n')).not.toContain(wechatApp.appSecret);
  });

  it('refuses what has no form it takes, and says when there is no WeChat', async () => {
    await using api = await startApi();
    const open = (body: object) => api.post('/v1/sessions/wechat', body);
    for (const body of [
      {},
      { code: '' },
      { code: 'a b' },
      { code: 'x', rawData: '{}' },
      { code: 'x', iv: 'AAAA' },
      { code: 'x', oauthCode: 'y' },
      { oauthCode: 'y' },
      { code: 'x', accountId: 'z' },
    ])
      expect((await open(body)).body.code).toBe('invalid_request');
    expect(await open({ code: 'x' })).toMatchObject(refused(404, 'wechat_not_configured'));
    expect((await api.get('/v1/sessions/wechat')).status).toBe(405);
  });

  it('holds one person to thirty sign-ins a minute', async () => {
    await using api = await startWechatApi({ config: { rateLimitFactor: 1 } });
    const answers = await Promise.all(
      Array.from({ length: 31 }, () => api.open({ code: api.loginCode(openid) })),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  });

  it('seals the session key, replaces it at each login, and lets it out nowhere', async () => {
    await using api = await startWechatApi();
    const { accessToken } = (await api.open({ code: api.loginCode(openid) })).body;
    const select = { text: 'select identity_id as id, sealed_session_key as sealed from wechat_identities' };
    const [first] = await api.database.query<{ id: string; sealed: string }>(select);
    const { id, sealed } = first as { id: string; sealed: string };
    expect(api.vault.open(sealed, sessionKeyPlace(id)).toString('base64')).toBe(api.sessionKey);
    await api.open({ code: api.loginCode(openid) });
    const [second] = await api.database.query<{ sealed: string }>(select);
    expect(second?.sealed).not.toBe(sealed);
    const shown = [
      api.logs.join('\n'),
      JSON.stringify(await api.events()),
      JSON.stringify((await api.get('/v1/account', { accessToken: String(accessToken) })).body),
    ];
    for (const text of shown) expect(text).not.toContain(api.sessionKey);
  });
});

describe('what a mini program says beside its code', () => {
  it('names a new person, where WeChat signed it', async () => {
    await using api = await startWechatApi();
    const signed = api.signed('{"nickName":"Анна\\u202e","language":"ru"}');
    expect(await api.open({ code: api.loginCode(openid), ...signed })).toMatchObject({
      status: 201,
      body: { account: { displayName: 'Анна', locale: 'ru' } },
    });
    const anonymous = api.signed('{"nickName":"微信用户","language":""}');
    expect(await api.open({ code: api.loginCode('oOther'), ...anonymous })).toMatchObject({
      body: { account: { displayName: '微信用户', locale: 'zh' } },
    });
  });

  it('is refused where it is forged, altered, or no JSON', async () => {
    await using api = await startWechatApi();
    const { rawData, signature } = api.signed('{"nickName":"Anna"}');
    for (const said of [
      { rawData: `${rawData} `, signature },
      { rawData, signature: '0'.repeat(40) },
      { rawData, signature: 'x' },
      api.signed('not JSON'),
    ])
      expect(await api.open({ code: api.loginCode(openid), ...said })).toMatchObject(
        refused(401, 'invalid_wechat_data'),
      );
    expect(await api.events()).toEqual([]);
  });

  it('is refused where its seal is of another app, another person, old, or does not open', async () => {
    await using api = await startWechatApi();
    const watermark = { appid: wechatApp.appId, timestamp: secondsNow(api) };
    const good = { openId: openid, unionId: 'oUnion1', watermark };
    expect((await api.open({ code: api.loginCode(openid), ...api.sealed(good) })).status).toBe(201);
    for (const said of [
      api.sealed({ ...good, watermark: { ...watermark, appid: 'wx0000000000000000' } }),
      api.sealed({ ...good, watermark: { ...watermark, timestamp: watermark.timestamp - 302 } }),
      api.sealed({ ...good, watermark: { ...watermark, timestamp: watermark.timestamp + 90 } }),
      api.sealed({ ...good, openId: 'oSomebodyElse' }),
      api.sealed({ openId: openid }),
      { ...api.sealed(good), iv: 'AAAA' },
      { ...api.sealed(good), encryptedData: 'AAAA' },
    ])
      expect(await api.open({ code: api.loginCode(openid), ...said })).toMatchObject(
        refused(401, 'invalid_wechat_data'),
      );
  });
});
