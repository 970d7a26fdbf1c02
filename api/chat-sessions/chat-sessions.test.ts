import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secondFactorsOf, startApi, type TestApi } from '../testing/index.ts';

const pathOf = (subject: number | string, messenger = 'telegram') =>
  `/v1/service/identities/${messenger}/7000000001/${subject}/sessions`;

describe('POST /v1/service/identities/…/sessions', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const open = async (subject: number | string, { messenger, ...body }: Record<string, string> = {}) =>
    api.post(
      pathOf(subject, messenger),
      { displayName: 'Anna', locale: 'en', saidAt: api.clock().toISOString(), ...body },
      { accessToken: await api.serviceToken('chats:act') },
    );
  const idOf = (answer: Awaited<ReturnType<typeof open>>) => (answer.body.session as { id: string }).id;
  const tokenOf = (answer: Awaited<ReturnType<typeof open>>) => String(answer.body.accessToken);
  const typesOf = async (accountId: string) =>
    (await api.events()).filter(({ subject }) => subject === accountId).map(({ type }) => type);

  it('registers by the first word, and signs in by every one', async () => {
    const answer = await open(1);
    expect(answer).toMatchObject({
      status: 201,
      body: {
        isNew: true,
        tokenType: 'Bearer',
        account: { displayName: 'Anna', locale: 'en' },
        session: { messenger: 'telegram', device: 'Telegram chat' },
      },
    });
    expect(answer.body).not.toHaveProperty('refreshToken');
    const { id } = answer.body.account as { id: string };
    expect(await typesOf(id)).toEqual(['user.registered.v1', 'session.opened.v1']);
    expect((await api.get('/v1/account', { accessToken: tokenOf(answer) })).body).toMatchObject({ id });
    const { account } = await api.signIn(1);
    expect(account.id).toBe(id);
  });

  it('keeps one session of a chat, however many words come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => open(2)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map(idOf)).size).toBe(1);
    const { id } = (answers[0] as Awaited<ReturnType<typeof open>>).body.account as { id: string };
    expect(await typesOf(id)).toEqual(['user.registered.v1', 'session.opened.v1']);
  });

  it('ends a quarter of an hour after the last word', async () => {
    const first = await open(3);
    api.clock.advanceSeconds(890);
    expect(idOf(await open(3))).toBe(idOf(first));
    api.clock.advanceSeconds(899);
    const live = await api.get('/v1/sessions', { accessToken: (await api.signIn(3)).accessToken });
    expect(live.body.items).toHaveLength(2);
    api.clock.advanceSeconds(1);
    expect(idOf(await open(3))).not.toBe(idOf(first));
  });

  it('is revoked like any device; who writes on has another', async () => {
    const chat = await open(4);
    const { accessToken } = await api.signIn(4);
    await api.delete(`/v1/sessions/${idOf(chat)}`, { accessToken });
    expect((await api.get('/v1/account', { accessToken: tokenOf(chat) })).body.code).toBe('invalid_token');
    expect(idOf(await open(4))).not.toBe(idOf(chat));
  });

  it('proves what was said as long ago as it was said, and no shorter', async () => {
    const saidAt = new Date(api.clock().getTime() - 301_000).toISOString();
    const old = await open(5, { saidAt });
    const begin = (accessToken: string) => api.post('/v1/factors', { kind: 'totp' }, { accessToken });
    expect((await begin(tokenOf(old))).body.code).toBe('fresh_proof_required');
    const now = await open(5);
    expect(idOf(now)).toBe(idOf(old));
    expect((await begin(tokenOf(now))).status).toBe(201);
    await open(5, { saidAt });
    expect((await begin(tokenOf(now))).status).toBe(201);
  });

  it('keeps what was proved in it by a factor, and for no longer than that counts', async () => {
    const person = secondFactorsOf(api);
    const { secret, ...raised } = await person.enrol(
      { kind: 'totp' },
      { accessToken: tokenOf(await open(6)) },
    );
    const renew = (accessToken: string) => api.post('/v1/backup-codes', {}, { accessToken });
    expect(raised.amr).toEqual(['telegram', 'otp', 'mfa']);
    expect((await renew(tokenOf(await open(6)))).status).toBe(201);
    api.clock.advanceSeconds(301);
    expect((await renew(tokenOf(await open(6)))).body.code).toBe('insufficient_user_authentication');
  });

  it('refuses words from the future, and what is nobody', async () => {
    const saidAt = new Date(api.clock().getTime() + 61_000).toISOString();
    expect(await open(7, { saidAt })).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(await open(7, { messenger: 'fax' })).toMatchObject({ status: 400 });
    expect((await api.events()).some(({ data }) => data.messenger === 'fax')).toBe(false);
  });

  it('needs a scope of its own', async () => {
    const body = { displayName: 'Anna', locale: 'en', saidAt: api.clock().toISOString() };
    const accessToken = await api.serviceToken('identities:act');
    expect(await api.post(pathOf(8), body, { accessToken })).toMatchObject({ status: 403 });
    const person = await api.signIn(8);
    expect((await api.post(pathOf(8), body, person)).body.code).toBe('invalid_token');
  });
});

describe('calls for people in chats', () => {
  const chat = async (api: TestApi, subject: number) => {
    const service = await api.serviceToken('chats:act');
    const body = { displayName: 'Anna', locale: 'en', saidAt: api.clock().toISOString() };
    const answer = await api.post(pathOf(subject), body, { accessToken: service });
    return { service, accessToken: String(answer.body.accessToken) };
  };
  const tryOnce = (api: TestApi, accessToken: string, headers: Record<string, string> = {}) =>
    api.post('/v1/backup-codes/confirm', { code: '123456' }, { accessToken, headers });

  it('are counted on the person, and not on the bots’ address', async () => {
    await using api = await startApi({ rateLimitFactor: 0.05 });
    const [anna, ivan] = [await chat(api, 1), await chat(api, 2)];
    const as = ({ service }: typeof anna) => ({ 'Atlas-Chat-Authorization': `Bearer ${service}` });
    const statuses = async (who: typeof anna) => {
      const answers = [];
      for (let n = 0; n < 5; n += 1) answers.push((await tryOnce(api, who.accessToken, as(who))).body.code);
      return answers;
    };
    const limited = ['code_invalid', 'code_invalid', 'code_invalid', 'rate_limited', 'rate_limited'];
    expect(await statuses(anna)).toEqual(limited);
    expect(await statuses(ivan)).toEqual(limited);
  });

  it('are refused with a token that may not count so', async () => {
    await using api = await startApi();
    const { accessToken } = await chat(api, 1);
    const other = { 'Atlas-Chat-Authorization': `Bearer ${await api.serviceToken('identities:act')}` };
    expect(await tryOnce(api, accessToken, other)).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    const none = { 'Atlas-Chat-Authorization': `Bearer ${accessToken}` };
    expect(await tryOnce(api, accessToken, none)).toMatchObject({ body: { code: 'invalid_token' } });
  });
});
