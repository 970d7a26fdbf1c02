import { describe, expect, it } from 'vitest';
import { startApi } from '../testing/index.ts';

const route = '/v1/sessions/refresh';

describe('POST /v1/sessions/refresh', () => {
  it('rotates: the successor works, and says the same person and session', async () => {
    await using api = await startApi();
    const key = await api.createKey();
    const first = await api.signIn(42, { key });
    const second = await api.post(route, { refreshToken: first.refreshToken }, { key });

    expect(second).toMatchObject({
      status: 200,
      body: { tokenType: 'DPoP', isNew: false, account: first.account },
    });
    expect(second.body.refreshToken).not.toBe(first.refreshToken);
    const third = await api.post(route, { refreshToken: second.body.refreshToken }, { key });
    expect(third.body.session).toMatchObject({ id: first.session.id });
  });

  it('gives many parallel callers with the key one and the same successor', async () => {
    await using api = await startApi();
    const key = await api.createKey();
    const { refreshToken } = await api.signIn(42, { key });
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => api.post(route, { refreshToken }, { key })),
    );

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  it('hands a lost answer again within 30 s, and ends the session after that', async () => {
    await using api = await startApi();
    const key = await api.createKey();
    const { refreshToken } = await api.signIn(42, { key });
    const first = await api.post(route, { refreshToken }, { key });
    api.clock.advanceSeconds(29);
    expect((await api.post(route, { refreshToken }, { key })).body).toEqual(first.body);
    api.clock.advanceSeconds(2);
    const late = await api.post(route, { refreshToken }, { key });

    expect(late).toMatchObject({ status: 401, body: { code: 'refresh_token_invalid' } });
    const successor = await api.post(route, { refreshToken: first.body.refreshToken }, { key });
    expect(successor.body.code).toBe('refresh_token_invalid');
    expect((await api.events()).slice(2).map(({ type, data }) => [type, data.reason ?? data.kind])).toEqual([
      ['session.revoked.v1', 'refresh_token_reused'],
      ['suspicious.activity.v1', 'refresh_token_reused'],
    ]);
  });

  it('ends the session when another key shows the token, spent or not', async () => {
    await using api = await startApi();
    const key = await api.createKey();
    const opened = await api.signIn(42, { key });
    const stolen = await api.post(
      route,
      { refreshToken: opened.refreshToken },
      { key: await api.createKey() },
    );
    expect(stolen.body.code).toBe('refresh_token_invalid');
    const edge = await api.get('/v1/account', { key, accessToken: opened.accessToken });
    expect(edge.body.code).toBe('invalid_token');
  });

  it('ends a Bearer session at the second use of a token, even at once', async () => {
    await using api = await startApi();
    const { refreshToken } = await api.signIn(42);
    const first = await api.post(route, { refreshToken });
    expect(first.status).toBe(200);
    expect((await api.post(route, { refreshToken })).body.code).toBe('refresh_token_invalid');
    expect((await api.post(route, { refreshToken: first.body.refreshToken })).body.code).toBe(
      'refresh_token_invalid',
    );
  });

  it('refuses a token that idled for 14 days, and any token after 30', async () => {
    await using api = await startApi();
    const key = await api.createKey();
    const { refreshToken } = await api.signIn(42, { key });
    api.clock.advanceSeconds(14 * 86_400 + 1);
    expect((await api.post(route, { refreshToken }, { key })).body.code).toBe('refresh_token_invalid');

    let token = (await api.signIn(42, { key })).refreshToken;
    for (const days of [13, 13, 3]) {
      api.clock.advanceSeconds(days * 86_400);
      token = (await api.post(route, { refreshToken: token }, { key })).body.refreshToken as string;
    }
    api.clock.advanceSeconds(86_400 + 1);
    expect((await api.post(route, { refreshToken: token }, { key })).body.code).toBe('refresh_token_invalid');
  });

  it.each(['', 'x', `atl_rt_${'A'.repeat(43)}`, `atl_rt_${'A'.repeat(200)}`])(
    'answers an unknown token "%s" as any other that is no good',
    async (refreshToken) => {
      await using api = await startApi();
      expect(await api.post(route, { refreshToken })).toMatchObject({
        status: 401,
        body: { code: 'refresh_token_invalid', title: 'The refresh token is not valid; sign in again' },
      });
    },
  );
});
