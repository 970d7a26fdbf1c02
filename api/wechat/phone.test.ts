import { describe, expect, it } from 'vitest';
import { startApi } from '../testing/index.ts';
import { startWechatApi, type WechatApi, wechatApp } from './testing.ts';

const refused = (status: number, code: string) => ({ status, body: { code } });
const prove = (api: Pick<WechatApi, 'post'>, wechatCode: string, call: Parameters<WechatApi['post']>[2]) =>
  api.post('/v1/account/phone', { wechatCode }, call);
const watermarkOf = (api: WechatApi, ageSeconds = 0) => ({
  appid: wechatApp.appId,
  timestamp: Math.floor(api.clock().getTime() / 1000) - ageSeconds,
});
const signIn = async (api: WechatApi) => {
  const { body } = await api.open({ code: api.loginCode('oAnna') });
  return { accessToken: String(body.accessToken) };
};

describe('POST /v1/account/phone', () => {
  it('keeps the number that was shown, sealed, with its date, and tells it to its owner alone', async () => {
    await using api = await startWechatApi();
    const as = await signIn(api);
    expect(await prove(api, api.phoneCode('13800000103', watermarkOf(api), 86), as)).toMatchObject({
      status: 200,
      body: { phone: '+8•••03', provedAt: expect.stringMatching(/Z$/) },
    });
    const [row] = await api.database.query({
      text: 'select wechat_identities::text as row from wechat_identities',
    });
    const audit = await api.database.query({ text: 'select action, data::text from audit_records' });
    expect(audit).toContainEqual(expect.objectContaining({ action: 'identity.phone_proved' }));
    for (const text of [JSON.stringify(row), JSON.stringify(audit), api.logs.join('\n')])
      expect(text).not.toContain('13800000103');
    expect((await api.get('/v1/account/export', as)).body.wechat).toMatchObject([
      { phone: '+8613800000103' },
    ]);
  });

  it('refuses a code that is wrong or used, and a number shown to another app or long ago', async () => {
    await using api = await startWechatApi();
    const as = await signIn(api);
    const used = api.phoneCode('13800000103', watermarkOf(api));
    const answers = await Promise.all(Array.from({ length: 4 }, () => prove(api, used, as)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    expect(await prove(api, 'made-up', as)).toMatchObject(refused(401, 'invalid_wechat_code'));
    for (const watermark of [{ ...watermarkOf(api), appid: 'wx0000000000000000' }, watermarkOf(api, 302)])
      expect(await prove(api, api.phoneCode('13800000104', watermark), as)).toMatchObject(
        refused(401, 'invalid_wechat_data'),
      );
  });

  it('is for the mini program’s sessions', async () => {
    await using api = await startWechatApi();
    const code = api.phoneCode('13800000103', watermarkOf(api));
    const { accessToken } = await api.signIn(1);
    expect(await prove(api, code, { accessToken })).toMatchObject(refused(403, 'forbidden'));
    expect(await prove(api, code, {})).toMatchObject(refused(401, 'invalid_token'));
    expect((await api.post('/v1/account/phone', { phone: '+1' }, await signIn(api))).body.code).toBe(
      'invalid_request',
    );
    await using none = await startApi();
    expect(await prove(none, code, { accessToken: (await none.signIn(1)).accessToken })).toMatchObject(
      refused(404, 'wechat_not_configured'),
    );
  });
});
