import { acr } from '@atlas/shared/wire';
import { describe, expect, it } from 'vitest';
import { startApi } from '../testing/index.ts';
import { startWechatApi, type WechatApi, wechatAccount } from './testing.ts';

const openid = 'oPage0000000000000000000001';
const refused = (status: number, code: string) => ({ status, body: { code } });

const begin = async (api: WechatApi, body: object = {}) => {
  const key = await api.createKey();
  const answer = await api.post('/v1/login-starts/wechat', body, { key });
  expect(answer.status).toBe(201);
  const { state, authorizeUrl } = answer.body as { state: string; authorizeUrl: string };
  return { key, state, authorizeUrl };
};
const signIn = async (api: WechatApi, more: object = {}) => {
  const { key, state } = await begin(api);
  const { body } = await api.open({ oauthCode: api.pageCode(openid, more), state }, { key });
  return { key, accessToken: String(body.accessToken), refreshToken: String(body.refreshToken), body };
};

describe('a sign-in of a page inside WeChat', () => {
  it('goes by WeChat and comes back to the browser it began in', async () => {
    await using api = await startWechatApi();
    const { key, state, authorizeUrl } = await begin(api, { scope: 'snsapi_userinfo' });
    const url = new URL(authorizeUrl);
    expect([...url.searchParams]).toEqual([
      ['appid', wechatAccount.appId],
      ['redirect_uri', `${api.url}/miniapp/`],
      ['response_type', 'code'],
      ['scope', 'snsapi_userinfo'],
      ['state', state],
    ]);
    expect(url.hash).toBe('#wechat_redirect');
    const answer = await api.open({ oauthCode: api.pageCode(openid), state, language: 'en' }, { key });
    expect(answer).toMatchObject({
      status: 201,
      body: { isNew: true, tokenType: 'DPoP', account: { displayName: 'WeChat user', locale: 'en' } },
    });
    expect((await api.events())[0]).toMatchObject({ data: { appScope: wechatAccount.appId } });
  });

  it('is of no use in another browser, and is not spent by trying', async () => {
    await using api = await startWechatApi();
    const { key, state } = await begin(api);
    const oauthCode = api.pageCode(openid);
    for (const options of [{ key: await api.createKey() }, {}])
      expect(await api.open({ oauthCode, state }, options)).toMatchObject(
        refused(404, 'login_start_invalid'),
      );
    expect((await api.open({ oauthCode, state }, { key })).status).toBe(201);
  });

  it('comes back once, within ten minutes', async () => {
    await using api = await startWechatApi();
    const { key, state } = await begin(api);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => api.open({ oauthCode: api.pageCode(openid), state }, { key })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(404)]);
    const late = await begin(api);
    api.clock.advanceSeconds(601);
    const oauthCode = api.pageCode(openid);
    expect(await api.open({ oauthCode, state: late.state }, { key: late.key })).toMatchObject(
      refused(404, 'login_start_invalid'),
    );
    expect(await api.open({ oauthCode, state: '0'.repeat(32) }, { key })).toMatchObject(
      refused(404, 'login_start_invalid'),
    );
  });

  it('needs a key of the browser, an official account, and a code of it', async () => {
    await using api = await startWechatApi();
    expect(await api.post('/v1/login-starts/wechat', {})).toMatchObject(refused(400, 'dpop_invalid'));
    const { key, state } = await begin(api);
    const oauthCode = api.loginCode(openid);
    expect(await api.open({ oauthCode, state }, { key })).toMatchObject(refused(401, 'invalid_wechat_code'));
    await using none = await startApi();
    const start = await none.post('/v1/login-starts/wechat', {}, { key: await none.createKey() });
    expect(start).toMatchObject(refused(404, 'wechat_not_configured'));
    expect((await api.post('/v1/login-starts/wechat', { scope: 'x' }, { key })).body.code).toBe(
      'invalid_request',
    );
  });
});

describe('a user whom WeChat made up to look', () => {
  it('looks, stays and goes, and does nothing else', async () => {
    await using api = await startWechatApi();
    const { key, accessToken, refreshToken, body } = await signIn(api, { is_snapshotuser: 1, unionid: 'u' });
    const as = { key, accessToken };
    expect(body).toMatchObject({ isNew: true });
    expect((await api.get('/v1/account', as)).status).toBe(200);
    expect((await api.get('/v1/factors', as)).status).toBe(200);
    const tried = [
      await api.post('/v1/factors', { kind: 'totp' }, as),
      await api.post('/v1/shop-link', { login: 'anna', password: 'x' }, as),
      await api.post('/v1/shop-link/preview', { login: 'anna', password: 'x' }, as),
      await api.post('/v1/challenges', { factorId: crypto.randomUUID() }, as),
      await api.patch('/v1/account', { displayName: 'Anna' }, as),
      await api.post('/gateway/orders/orders', {}, as),
    ];
    for (const answer of tried) expect(answer).toMatchObject(refused(403, 'snapshot_user'));
    const again = await api.post('/v1/sessions/refresh', { refreshToken }, { key });
    const refreshed = { key, accessToken: String(again.body.accessToken) };
    expect(await api.post('/v1/factors', { kind: 'totp' }, refreshed)).toMatchObject(
      refused(403, 'snapshot_user'),
    );
    expect((await api.delete('/v1/sessions/current', refreshed)).status).toBe(204);
    expect((await api.events()).find(({ type }) => type === 'session.opened.v1')?.data).toMatchObject({
      acr: acr.snapshot,
    });
  });

  it('is nobody’s other self: what is told of them joins no account', async () => {
    await using api = await startWechatApi();
    await signIn(api, { is_snapshotuser: 1, unionid: 'oUnion1' });
    const rows = await api.database.query({ text: 'select union_id from wechat_identities' });
    expect(rows).toEqual([{ union_id: null }]);
  });
});
