import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../testing/index.ts';

const base = '/v1/service/identities/telegram/7000000001';

describe('a bot acting for the person who writes to it', () => {
  let api: TestApi;
  let accessToken: string;
  beforeAll(async () => {
    api = await startApi();
    accessToken = await api.serviceToken();
  });
  afterAll(() => api[Symbol.asyncDispose]());

  it('sees and changes that person’s account', async () => {
    const { account } = await api.signIn(42);
    expect((await api.get(`${base}/42/account`, { accessToken })).body).toMatchObject(account);
    expect((await api.patch(`${base}/42/account`, { locale: 'ru' }, { accessToken })).body).toMatchObject({
      locale: 'ru',
    });
  });

  it('sees and ends that person’s sessions only', async () => {
    const mine = await api.signIn(52);
    const foreign = await api.signIn(53);
    const { body } = await api.get(`${base}/52/sessions`, { accessToken });
    expect(body.items).toEqual([expect.objectContaining({ id: mine.session.id, current: false })]);
    expect((await api.delete(`${base}/52/sessions/${foreign.session.id}`, { accessToken })).body.code).toBe(
      'session_not_found',
    );
    expect((await api.delete(`${base}/52/sessions/${mine.session.id}`, { accessToken })).status).toBe(204);
    expect((await api.delete(`${base}/53/sessions`, { accessToken })).status).toBe(204);
    expect((await api.get('/v1/account', { accessToken: foreign.accessToken })).status).toBe(401);
  });

  it('is told when there is no such person', async () => {
    for (const path of [
      `${base}/999/account`,
      `${base}/999/sessions`,
      '/v1/service/identities/telegram/1/42/account',
    ]) {
      expect(await api.get(path, { accessToken })).toMatchObject({
        status: 404,
        body: { code: 'account_not_found' },
      });
    }
    expect((await api.get('/v1/service/identities/fax/1/42/account', { accessToken })).body.code).toBe(
      'invalid_request',
    );
  });

  it('needs a service token; an edge token is none, and a service token opens nothing of a person’s', async () => {
    const person = await api.signIn(54);
    expect(await api.get(`${base}/54/account`)).toMatchObject({
      status: 401,
      body: { code: 'invalid_token' },
    });
    expect((await api.get(`${base}/54/account`, { accessToken: person.accessToken })).body.code).toBe(
      'invalid_token',
    );
    expect((await api.get('/v1/account', { accessToken })).body.code).toBe('invalid_token');
  });
});

describe('init data shown by a second key', () => {
  const route = '/v1/sessions/telegram';
  const knock = async (api: TestApi) => {
    const initData = api.initDataFor(42);
    const owner = await api.createKey();
    await api.signIn(42, { key: owner, initData });
    const second = await api.createKey();
    const { body } = await api.post(route, { initData }, { key: second });
    const decide = async (decision: string, id = body.confirmationId, subject = 42) =>
      api.post(
        `${base}/${subject}/confirmations/${id}`,
        { decision },
        { accessToken: await api.serviceToken() },
      );
    return { second, owner, initData, decide, again: () => api.post(route, { initData }, { key: second }) };
  };

  it('signs in once the person approved in the chat, in a session of its own', async () => {
    await using api = await startApi();
    const { decide, again, second, initData } = await knock(api);
    expect((await again()).body.code).toBe('proof_needs_confirmation');
    expect((await decide('approve')).status).toBe(204);
    expect((await again()).status).toBe(201);
    expect((await api.signIn(42, { key: second, initData })).tokenType).toBe('DPoP');
  });

  it('stays out when the person denies, and nobody is asked again', async () => {
    await using api = await startApi();
    const { decide, again } = await knock(api);
    expect((await decide('deny')).status).toBe(204);
    const answer = await again();
    expect(answer.body.code).toBe('proof_needs_confirmation');
    expect(answer.body.confirmationId).toBeUndefined();
    expect((await api.events()).filter(({ type }) => type === 'suspicious.activity.v1')).toHaveLength(1);
  });

  it('can be approved once, in time, by its owner only', async () => {
    await using api = await startApi();
    const { decide } = await knock(api);
    await api.signIn(43);
    expect((await decide('approve', undefined, 43)).body.code).toBe('confirmation_not_found');
    expect((await decide('approve', '01890000-0000-7000-8000-000000000000')).body.code).toBe(
      'confirmation_not_found',
    );
    const answers = await Promise.all(Array.from({ length: 8 }, () => decide('approve')));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  });

  it('is too late to approve after five minutes', async () => {
    await using api = await startApi();
    const { decide, again } = await knock(api);
    api.clock.advanceSeconds(301);
    expect((await decide('approve')).body.code).toBe('confirmation_not_found');
    expect((await again()).status).toBe(401);
  });

  it('rings at most three times an hour', async () => {
    await using api = await startApi();
    const ids = [];
    for (let round = 0; round < 5; round += 1) {
      const initData = api.initDataFor(42);
      await api.signIn(42, { key: await api.createKey(), initData });
      ids.push((await api.post(route, { initData }, { key: await api.createKey() })).body.confirmationId);
    }
    expect(ids.filter(Boolean)).toHaveLength(3);
  });
});
