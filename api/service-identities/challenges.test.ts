import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { otherCode, secondFactorsOf, startApi, type TestApi } from '../testing/index.ts';

const base = '/v1/service/identities/telegram/7000000001';
let nextPerson = 1;

describe('a code that is typed in the chat', () => {
  let api: TestApi;
  let person: ReturnType<typeof secondFactorsOf>;
  let bots: { accessToken: string };
  beforeAll(async () => {
    api = await startApi();
    person = secondFactorsOf(api);
    bots = { accessToken: await api.serviceToken() };
  });
  afterAll(() => api[Symbol.asyncDispose]());

  /** Somebody with an e-mail factor, signed in anew by the messenger alone, with a code on its way. */
  const asked = async () => {
    const userId = nextPerson++;
    const first = await api.signIn(userId);
    const { factor } = await person.enrol({ kind: 'email', email: `p${userId}@example.com` }, first);
    const { accessToken, refreshToken, session } = await api.signIn(userId);
    const challengeId = await person.challenge({ factorId: factor.id }, { accessToken });
    const path = `${base}/${userId}/challenges`;
    const answer = (code: string, of = path) =>
      api.post(`${of}/${challengeId}/answer`, { code }, { accessToken: bots.accessToken });
    const code = await person.sentCode(challengeId);
    return { path, answer, code, challengeId, factor, accessToken, refreshToken, session };
  };

  it('raises the session that asked, which finds so at its refresh; the bot is given no token', async () => {
    const { path, answer, code, challengeId, factor, refreshToken, session } = await asked();
    expect((await api.get(path, bots)).body.items).toEqual([
      expect.objectContaining({ challengeId, purpose: 'step_up', device: session.device, attemptsLeft: 5 }),
    ]);
    const { status, body } = await answer(code);
    expect([status, body]).toEqual([200, { purpose: 'step_up' }]);
    expect((await api.get(path, bots)).body.items).toEqual([]);
    const refreshed = (await api.post('/v1/sessions/refresh', { refreshToken })).body;
    const raised = { accessToken: String(refreshed.accessToken) };
    expect((await api.patch(`/v1/factors/${factor.id}`, { name: 'Mail' }, raised)).status).toBe(200);
  });

  it('is seen by the session that asked, at once, and by no other', async () => {
    const { answer, code, challengeId, accessToken } = await asked();
    const other = await api.signIn(nextPerson - 1);
    const path = `/v1/challenges/${challengeId}`;
    expect((await api.get(path, { accessToken })).body).toEqual({ isOpen: true, isProved: false });
    expect(await api.get(path, other)).toMatchObject({
      status: 404,
      body: { code: 'challenge_not_found' },
    });
    api.clock.advanceSeconds(1);
    expect((await answer(otherCode(code))).status).toBe(401);
    expect((await api.get(path, { accessToken })).body).toEqual({ isOpen: true, isProved: false });
    expect((await answer(code)).status).toBe(200);
    expect((await api.get(path, { accessToken })).body).toEqual({ isOpen: false, isProved: true });
  });

  it('confirms a factor that is being set up, and brings the backup codes once', async () => {
    const userId = nextPerson++;
    const { accessToken } = await api.signIn(userId);
    const { challengeId } = await person.begin(
      { kind: 'email', email: `n${userId}@example.com` },
      { accessToken },
    );
    const path = `${base}/${userId}/challenges`;
    expect((await api.get(path, bots)).body.items).toEqual([expect.objectContaining({ purpose: 'enrol' })]);
    const code = await person.sentCode(challengeId);
    const { status, body } = await api.post(`${path}/${challengeId}/answer`, { code }, bots);
    expect([status, body.purpose]).toEqual([200, 'enrol']);
    expect(body.backupCodes).toHaveLength(10);
    expect((await api.get(`${base}/${userId}/factors`, bots)).body.items).toHaveLength(1);
  });

  it('is counted with those typed in the app, and lets one of 16 right ones through', async () => {
    const { answer, code, challengeId, accessToken } = await asked();
    const wrong = otherCode(code);
    expect(await answer(wrong)).toMatchObject({
      status: 401,
      body: { code: 'code_invalid', attemptsLeft: 4 },
    });
    expect((await person.answer(challengeId, wrong, { accessToken })).body.attemptsLeft).toBe(3);
    const answers = await Promise.all(Array.from({ length: 16 }, () => answer(code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await answer(code)).body.code).toBe('challenge_ended');
  });

  it('ends with its fifth wrong value, however many come at once', async () => {
    const { answer, code } = await asked();
    const wrong = otherCode(code);
    await Promise.all(Array.from({ length: 8 }, () => answer(wrong)));
    const refused = (await answer(code)).body.code;
    expect(['challenge_ended', 'verification_locked']).toContain(refused);
  });

  it('is nobody else’s, of no other messenger’s session, and of none that has ended', async () => {
    const { answer, code, accessToken } = await asked();
    const stranger = nextPerson++;
    await api.signIn(stranger);
    const notFound = { status: 404, body: { code: 'challenge_not_found' } };
    expect(await answer(code, `${base}/${stranger}/challenges`)).toMatchObject(notFound);
    await api.database.query({ text: `update sessions set messenger = 'wechat' where revoked_at is null` });
    expect(await answer(code)).toMatchObject(notFound);
    await api.database.query({
      text: `update sessions set messenger = 'telegram' where messenger = 'wechat'`,
    });
    await api.delete('/v1/sessions/current', { accessToken });
    expect(await answer(code)).toMatchObject(notFound);
  });

  it('is taken from bots only, and in form', async () => {
    const { path, challengeId, accessToken, answer } = await asked();
    const one = `${path}/${challengeId}/answer`;
    for (const options of [{}, { accessToken }]) {
      expect((await api.get(path, options)).body.code).toBe('invalid_token');
      expect((await api.post(one, { code: '1' }, options)).body.code).toBe('invalid_token');
    }
    expect((await answer('')).body.code).toBe('invalid_request');
    const nobody = `${base}/999999/challenges`;
    expect((await api.get(nobody, bots)).body.code).toBe('account_not_found');
    expect((await answer('123456', nobody)).body.code).toBe('account_not_found');
  });
});
