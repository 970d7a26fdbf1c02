import { describe, expect, it } from 'vitest';
import { secondFactorsOf } from '../testing/index.ts';
import { startWechatApi, type WechatApi } from './testing.ts';

const openid = 'oAnna0000000000000000000001';
const path = '/v1/sessions/current/login-link';
const refused = (status: number, code: string) => ({ status, body: { code } });

const inMiniProgram = async (api: WechatApi): Promise<string> =>
  String((await api.open({ code: api.loginCode(openid) })).body.accessToken);
const linkOf = async (api: WechatApi, accessToken: string): Promise<string> =>
  String((await api.post(path, undefined, { accessToken })).body.loginToken);

describe('POST /v1/sessions/current/login-link', () => {
  it('signs in the page that the mini program opens, with a key of its own', async () => {
    await using api = await startWechatApi();
    const accessToken = await inMiniProgram(api);
    const answer = await api.post(path, undefined, { accessToken });
    expect(answer.status).toBe(201);
    const ageMs = Date.parse(String(answer.body.expiresAt)) - api.clock().getTime();
    expect(ageMs).toBeLessThanOrEqual(60_000);
    const key = await api.createKey();
    const page = await api.open({ loginToken: answer.body.loginToken }, { key });
    expect(page).toMatchObject({
      status: 201,
      body: { isNew: false, tokenType: 'DPoP', expiresIn: 600, session: { messenger: 'wechat' } },
    });
    const mine = await api.get('/v1/account', { accessToken });
    expect((page.body.account as { id: string }).id).toBe(mine.body.id);
  });

  it('is good once, for a minute, in WeChat only', async () => {
    await using api = await startWechatApi();
    const accessToken = await inMiniProgram(api);
    const loginToken = await linkOf(api, accessToken);
    expect(await api.post('/v1/sessions/whatsapp', { loginToken })).toMatchObject(
      refused(401, 'login_token_invalid'),
    );
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.open({ loginToken })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(401)]);
    const late = await linkOf(api, accessToken);
    api.clock.advanceSeconds(61);
    expect(await api.open({ loginToken: late })).toMatchObject(refused(401, 'login_token_invalid'));
  });

  it('renews no proof: whoever goes round and round has to log in again after five minutes', async () => {
    await using api = await startWechatApi();
    let accessToken = await inMiniProgram(api);
    for (const _round of Array(4)) {
      api.clock.advanceSeconds(59);
      const opened = await api.open({ loginToken: await linkOf(api, accessToken) });
      accessToken = String(opened.body.accessToken);
    }
    api.clock.advanceSeconds(65);
    expect(await api.post(path, undefined, { accessToken })).toMatchObject(
      refused(401, 'fresh_proof_required'),
    );
  });

  it('leaves a factor that was given behind', async () => {
    await using api = await startWechatApi();
    const raised = await secondFactorsOf(api).enrol(
      { kind: 'totp' },
      { accessToken: await inMiniProgram(api) },
    );
    const page = await api.open({ loginToken: await linkOf(api, raised.accessToken) });
    expect(
      await api.delete(`/v1/factors/${raised.factor.id}`, page.body as { accessToken: string }),
    ).toMatchObject(refused(401, 'insufficient_user_authentication'));
  });

  it('is refused in another messenger, to whoever only looks, and without a session', async () => {
    await using api = await startWechatApi();
    const { accessToken } = await api.signIn(1);
    expect(await api.post(path, undefined, { accessToken })).toMatchObject(refused(403, 'forbidden'));
    expect(await api.post(path, undefined)).toMatchObject(refused(401, 'invalid_token'));
    const key = await api.createKey();
    const { state } = (await api.post('/v1/login-starts/wechat', {}, { key })).body;
    const oauthCode = api.pageCode('oSnapshot', { is_snapshotuser: 1 });
    const looking = await api.open({ oauthCode, state }, { key });
    expect(
      await api.post(path, undefined, { key, accessToken: String(looking.body.accessToken) }),
    ).toMatchObject(refused(403, 'snapshot_user'));
  });
});
