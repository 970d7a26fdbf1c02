import { describe, expect, it } from 'vitest';
import { createProjections } from '../projections/index.ts';
import { compareLog } from '../rebuild/index.ts';
import { startWechatApi, type WechatApi } from './testing.ts';

const unionid = 'oUnion000000000000000000001';
const accountOf = ({ body }: { body: Record<string, unknown> }) => (body.account as { id: string }).id;

/** All but the last step: what is left opens the session. */
const beginPage = async (api: WechatApi, openid: string, more: object = {}) => {
  const key = await api.createKey();
  const { state } = (await api.post('/v1/login-starts/wechat', {}, { key })).body;
  return async () => {
    const answer = await api.open({ oauthCode: api.pageCode(openid, more), state }, { key });
    expect(answer.status).toBe(201);
    return answer;
  };
};
const byPage = async (api: WechatApi, openid: string, more: object = {}) =>
  (await beginPage(api, openid, more))();
const byProgram = async (api: WechatApi, openid: string, more: object = {}) => {
  const answer = await api.open({ code: api.loginCode(openid, more) });
  expect(answer.status).toBe(201);
  return answer;
};
const countOf = async (api: WechatApi, type: string) =>
  (await api.events()).filter((event) => event.type === type).length;
const tokenOf = ({ body }: { body: Record<string, unknown> }) => ({ accessToken: String(body.accessToken) });
const identitiesOf = async (api: WechatApi, token: { accessToken: string }) =>
  (await api.get('/v1/identities', token)).body.items as { id: string; current: boolean }[];
const expectNoDifference = async (api: WechatApi) =>
  expect((await compareLog({ ...api, projections: createProjections(api.vault) })).differences).toEqual([]);

describe('one person in two apps of one owner', () => {
  it('has one account, which says so', async () => {
    await using api = await startWechatApi();
    const first = await byProgram(api, 'oProgram1', { unionid });
    const second = await byPage(api, 'oPage1', { unionid });
    expect(second.body).toMatchObject({ isNew: false, account: { id: accountOf(first) } });
    expect((await api.get('/v1/account', tokenOf(first))).body.identities).toHaveLength(2);
    expect((await api.events()).map(({ type }) => type)).toEqual([
      'user.registered.v1',
      'session.opened.v1',
      'identity.connected.v1',
      'session.opened.v1',
    ]);
    expect(accountOf(await byPage(api, 'oPage1', { unionid }))).toBe(accountOf(first));
    await expectNoDifference(api);
  });

  it('has one account, however many times both are opened at once', async () => {
    await using api = await startWechatApi();
    const people = Array.from({ length: 4 }, (_, n) => `${unionid}${n}`);
    const pages = await Promise.all(
      people.map((union) => beginPage(api, `oPage.${union}`, { unionid: union })),
    );
    const opened = await Promise.all(
      people.flatMap((union, n) => [
        pages[n]?.(),
        byProgram(api, `oProgram.${union}`, { unionid: union }),
        byProgram(api, `oProgram.${union}`, { unionid: union }),
      ]),
    );
    expect(new Set(opened.map((answer) => answer && accountOf(answer))).size).toBe(people.length);
    expect(await countOf(api, 'user.registered.v1')).toBe(people.length);
    expect(await countOf(api, 'identity.connected.v1')).toBe(people.length);
    await expectNoDifference(api);
  });

  it('takes off one of the two, with the sessions that came by it and no others', async () => {
    await using api = await startWechatApi();
    const program = await byProgram(api, 'oProgram1', { unionid });
    const page = await byPage(api, 'oPage1', { unionid });
    const [ofProgram, ofPage] = [tokenOf(program), tokenOf(page)];
    expect(await identitiesOf(api, ofProgram)).toMatchObject([{ current: true }, { current: false }]);
    const [, second] = await identitiesOf(api, ofProgram);
    expect((await api.delete(`/v1/identities/${second?.id}`, ofProgram)).status).toBe(204);
    expect((await api.get('/v1/account', ofPage)).status).toBe(401);
    expect(await identitiesOf(api, ofProgram)).toMatchObject([{ current: true }]);
    await expectNoDifference(api);
  });

  it('ends every session of the messenger that is too old to say which of the two it came by', async () => {
    await using api = await startWechatApi();
    const program = await byProgram(api, 'oProgram1', { unionid });
    await byPage(api, 'oPage1', { unionid });
    await api.database.query({ text: 'update sessions set identity_id = null' });
    const ofProgram = tokenOf(program);
    const [first] = await identitiesOf(api, ofProgram);
    expect((await api.delete(`/v1/identities/${first?.id}`, ofProgram)).status).toBe(204);
    expect(await countOf(api, 'session.revoked.v1')).toBe(1);
    expect((await api.get('/v1/account', ofProgram)).status).toBe(401);
  });

  it('keeps two accounts that were there before their owner was told', async () => {
    await using api = await startWechatApi();
    const first = await byProgram(api, 'oProgram1');
    const second = await byPage(api, 'oPage1');
    expect(accountOf(await byProgram(api, 'oProgram1', { unionid }))).toBe(accountOf(first));
    expect(accountOf(await byPage(api, 'oPage1', { unionid }))).toBe(accountOf(second));
    expect(accountOf(first)).not.toBe(accountOf(second));
    expect(await countOf(api, 'identity.connected.v1')).toBe(0);
  });

  it('is nobody else: not another person, not a snapshot, and no more once the account is erased', async () => {
    await using api = await startWechatApi();
    const first = await byProgram(api, 'oProgram1', { unionid });
    for (const more of [{ unionid: 'oUnionOfAnother' }, {}, { unionid, is_snapshotuser: 1 }])
      expect((await byPage(api, crypto.randomUUID(), more)).body.isNew).toBe(true);
    expect((await byProgram(api, 'oProgram2', { unionid })).body.isNew).toBe(true);
    await api.delete('/v1/account', tokenOf(first));
    const rows = await api.database.query<{ unionId: string }>({
      text: 'select union_id as "unionId" from wechat_identities where union_id = $1',
      values: [unionid],
    });
    expect(rows).toHaveLength(1);
  });
});
