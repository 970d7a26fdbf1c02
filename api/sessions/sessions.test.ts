import { describe, expect, it } from 'vitest';
import { startApi } from '../testing/index.ts';

const android =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0 Mobile Safari/537.36';

describe('sessions', () => {
  it('lists my devices, the current one marked, and nobody else’s', async () => {
    await using api = await startApi();
    const phone = await api.post(
      '/v1/sessions/telegram',
      { initData: api.initDataFor(42) },
      { headers: { 'User-Agent': android } },
    );
    api.clock.advanceSeconds(60);
    const { accessToken, session } = await api.signIn(42);
    await api.signIn(43);

    const { body } = await api.get('/v1/sessions', { accessToken });
    const items = body.items as { id: string; device: string; current: boolean }[];
    expect(items.map(({ device, current }) => [device, current])).toEqual([
      ['Telegram', true],
      ['Telegram on Android', false],
    ]);
    expect(items[0]?.id).toBe(session.id);
    expect(items[1]?.id).toBe((phone.body.session as { id: string }).id);
  });

  it('signs out: the edge token is refused from then on', async () => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(42);
    expect((await api.delete('/v1/sessions/current', { accessToken })).status).toBe(204);
    for (const path of ['/v1/account', '/v1/sessions', '/v1/account/history']) {
      expect(await api.get(path, { accessToken })).toMatchObject({
        status: 401,
        body: { code: 'invalid_token' },
      });
    }
  });

  it('ends one session of mine, once, however many ask at once', async () => {
    await using api = await startApi();
    const other = await api.signIn(42);
    const { accessToken } = await api.signIn(42);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => api.delete(`/v1/sessions/${other.session.id}`, { accessToken })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404, 404, 404, 404, 404]);
    expect((await api.get('/v1/account', { accessToken: other.accessToken })).status).toBe(401);
    expect((await api.events()).filter(({ type }) => type === 'session.revoked.v1')).toHaveLength(1);
  });

  it('answers a foreign session like one that does not exist', async () => {
    await using api = await startApi();
    const foreign = await api.signIn(43);
    const { accessToken } = await api.signIn(42);
    const absent = await api.delete('/v1/sessions/01890000-0000-7000-8000-000000000000', { accessToken });
    const answer = await api.delete(`/v1/sessions/${foreign.session.id}`, { accessToken });
    expect(answer).toMatchObject({ status: 404, body: { code: 'session_not_found' } });
    expect({ ...answer.body, requestId: '' }).toEqual({ ...absent.body, requestId: '' });
    expect((await api.get('/v1/account', { accessToken: foreign.accessToken })).status).toBe(200);
  });

  it('ends all others, or all', async () => {
    await using api = await startApi();
    const others = [await api.signIn(42), await api.signIn(42)];
    const { accessToken } = await api.signIn(42);
    expect((await api.delete('/v1/sessions?except=current', { accessToken })).status).toBe(204);
    for (const other of others)
      expect((await api.get('/v1/account', { accessToken: other.accessToken })).status).toBe(401);
    expect((await api.get('/v1/account', { accessToken })).status).toBe(200);
    expect((await api.delete('/v1/sessions', { accessToken })).status).toBe(204);
    expect((await api.get('/v1/account', { accessToken })).status).toBe(401);
  });

  it('refuses a session id that is none, and a filter it does not know', async () => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(42);
    expect((await api.delete('/v1/sessions/42', { accessToken })).body.code).toBe('invalid_request');
    expect((await api.delete('/v1/sessions?except=mine', { accessToken })).body.code).toBe('invalid_request');
    expect((await api.get('/v1/account', { accessToken })).status).toBe(200);
  });
});
