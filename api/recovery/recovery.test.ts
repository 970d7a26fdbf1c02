import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secondFactorsOf, startApi, type TestApi } from '../testing/index.ts';

let nextPerson = 1;
const day = 24 * 3600;

describe('recovery of somebody who lost every factor', () => {
  let api: TestApi;
  let person: ReturnType<typeof secondFactorsOf>;
  beforeAll(async () => {
    api = await startApi();
    person = secondFactorsOf(api);
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const protectedPerson = async () => {
    const userId = nextPerson++;
    const { factor, secret } = await person.enrol({ kind: 'totp' }, await api.signIn(userId));
    return { userId, factor, secret, ...(await api.signIn(userId)) };
  };
  const eventsOf = async (accountId: string) =>
    (await api.events()).filter(
      ({ subject, type }) => subject === accountId && !type.startsWith('session.opened'),
    );
  const identity = (userId: number) => `/v1/service/identities/telegram/7000000001/${userId}`;

  it('is announced, waits 24 h, then takes all factors off and ends all other sessions', async () => {
    const { accessToken, account, userId } = await protectedPerson();
    const requested = await api.post('/v1/recovery', undefined, { accessToken });
    expect(requested).toMatchObject({ status: 201, body: { state: 'waiting' } });
    const { id, readyAt } = requested.body as { id: string; readyAt: string };
    expect(Date.parse(readyAt) - api.clock().getTime()).toBeGreaterThan((day - 60) * 1000);
    expect((await eventsOf(account.id)).at(-1)).toMatchObject({
      type: 'recovery.requested.v1',
      data: { recoveryId: id, readyAt },
    });

    const early = await api.post('/v1/recovery/complete', undefined, { accessToken });
    expect(early).toMatchObject({ status: 409, body: { code: 'recovery_not_ready' } });
    expect(early.body.retryAfterSeconds).toBeGreaterThan(day - 60);

    api.clock.advanceSeconds(day + 1);
    const [mine, other] = [await api.signIn(userId), await api.signIn(userId)];
    expect((await api.get('/v1/recovery', mine)).body).toMatchObject({ id, state: 'ready' });
    expect((await api.post('/v1/recovery/complete', undefined, mine)).status).toBe(204);
    expect((await api.get('/v1/factors', mine)).body).toEqual({
      items: [],
      backupCodes: { left: 0, createdAt: null, confirmed: false },
    });
    expect((await api.get('/v1/account', other)).status).toBe(401);
    expect((await eventsOf(account.id)).slice(-3)).toMatchObject([
      { type: 'two_factor.disabled.v1', data: { reason: 'recovered', wasLast: true } },
      { type: 'recovery.completed.v1', data: { recoveryId: id } },
      { type: 'session.revoked.v1', data: { reason: 'recovered' } },
    ]);
    // By the messenger alone again: a new factor can be set up.
    await person.enrol({ kind: 'totp' }, mine);
    expect((await api.get('/v1/recovery', mine)).body.code).toBe('recovery_not_found');
  });

  it('completes once, however many ask at once', async () => {
    const { accessToken, account, userId } = await protectedPerson();
    await api.post('/v1/recovery', undefined, { accessToken });
    api.clock.advanceSeconds(day + 1);
    const tokens = await api.signIn(userId);
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => api.post('/v1/recovery/complete', undefined, tokens)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(15).fill(404)]);
    const completed = (await eventsOf(account.id)).filter(({ type }) => type === 'recovery.completed.v1');
    expect(completed).toHaveLength(1);
  });

  it('is one at a time, also when 16 ask at once', async () => {
    const { accessToken } = await protectedPerson();
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => api.post('/v1/recovery', undefined, { accessToken })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'recovery_pending')).toHaveLength(15);
  });

  it('is stopped by any session of the account, and can be asked for again', async () => {
    const { accessToken, account, userId } = await protectedPerson();
    await api.post('/v1/recovery', undefined, { accessToken });
    const other = await api.signIn(userId);
    expect((await api.delete('/v1/recovery', other)).status).toBe(204);
    expect((await eventsOf(account.id)).at(-1)).toMatchObject({
      type: 'recovery.cancelled.v1',
      data: { by: 'session' },
    });
    expect((await api.delete('/v1/recovery', other)).body.code).toBe('recovery_not_found');
    expect((await api.post('/v1/recovery', undefined, { accessToken })).status).toBe(201);
  });

  it('is stopped from the chat, by its own button only', async () => {
    const { accessToken, account, userId } = await protectedPerson();
    const stranger = await protectedPerson();
    const { id } = (await api.post('/v1/recovery', undefined, { accessToken })).body as { id: string };
    const bot = { accessToken: await api.serviceToken() };
    const foreign = await api.delete(`${identity(stranger.userId)}/recovery/${id}`, bot);
    expect(foreign).toMatchObject({ status: 404, body: { code: 'recovery_not_found' } });
    expect((await api.delete(`${identity(999_999)}/recovery/${id}`, bot)).body.code).toBe(
      'account_not_found',
    );
    expect((await api.delete(`${identity(userId)}/recovery/1`, bot)).body.code).toBe('invalid_request');
    expect((await api.delete(`${identity(userId)}/recovery/${id}`, { accessToken })).status).toBe(401);
    expect((await api.delete(`${identity(userId)}/recovery/${id}`, bot)).status).toBe(204);
    expect((await eventsOf(account.id)).at(-1)).toMatchObject({ data: { recoveryId: id, by: 'chat' } });
  });

  it('is stopped by a factor that turns up', async () => {
    const { accessToken, account, factor, secret } = await protectedPerson();
    await api.post('/v1/recovery', undefined, { accessToken });
    await person.stepUp({ id: factor.id, secret }, { accessToken });
    expect((await eventsOf(account.id)).at(-1)).toMatchObject({
      type: 'recovery.cancelled.v1',
      data: { by: 'factor_used' },
    });
    expect((await api.get('/v1/recovery', { accessToken })).body.code).toBe('recovery_not_found');
  });

  it('lapses a week after it became ready', async () => {
    const { accessToken, userId } = await protectedPerson();
    await api.post('/v1/recovery', undefined, { accessToken });
    api.clock.advanceSeconds(8 * day + 1);
    const tokens = await api.signIn(userId);
    expect((await api.get('/v1/recovery', tokens)).body.code).toBe('recovery_not_found');
    expect((await api.post('/v1/recovery/complete', undefined, tokens)).body.code).toBe('recovery_not_found');
    expect((await api.post('/v1/recovery', undefined, tokens)).body).toMatchObject({ state: 'waiting' });
  });

  it('asks for a fresh proof, and for something to recover from', async () => {
    const { accessToken } = await protectedPerson();
    const open = await api.signIn(nextPerson++);
    expect((await api.post('/v1/recovery', undefined, open)).body.code).toBe('factor_not_found');
    api.clock.advanceSeconds(301);
    for (const path of ['/v1/recovery', '/v1/recovery/complete']) {
      expect((await api.post(path, undefined, { accessToken })).body.code).toBe('fresh_proof_required');
    }
  });

  it('answers a repeat under the same Idempotency-Key with the same recovery', async () => {
    const { accessToken } = await protectedPerson();
    const options = { accessToken, headers: { 'Idempotency-Key': 'recovery-1' } };
    const first = await api.post('/v1/recovery', undefined, options);
    expect(await api.post('/v1/recovery', undefined, options)).toMatchObject({
      status: 201,
      body: first.body,
    });
  });
});
