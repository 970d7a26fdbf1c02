import { describe, expect, it } from 'vitest';
import { startApi } from '../testing/index.ts';

describe('/v1/account', () => {
  it('shows the profile with its identities', async () => {
    await using api = await startApi();
    const { accessToken, account } = await api.signIn(42);
    const { status, body } = await api.get('/v1/account', { accessToken });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...account,
      identities: [{ id: expect.any(String), messenger: 'telegram', linkedAt: account.createdAt }],
    });
  });

  it('changes name and language, on record once', async () => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(42);
    const change = { displayName: '  Zoë <b>&amp;</b>  ', locale: 'zh' };
    const answer = await api.patch('/v1/account', change, { accessToken });
    expect(answer).toMatchObject({ status: 200, body: { displayName: 'Zoë <b>&amp;</b>', locale: 'zh' } });
    await api.patch('/v1/account', change, { accessToken });
    const updates = (await api.events()).filter(({ type }) => type === 'account.updated.v1');
    expect(updates).toHaveLength(1);
    expect(updates[0]?.data).toMatchObject({ locale: 'zh', displayName: expect.stringMatching(/^s1\./) });
  });

  it.each([
    ['nothing', {}],
    ['an empty name', { displayName: '  ' }],
    ['a name too long', { displayName: 'x'.repeat(129) }],
    ['a language Atlas does not speak', { locale: 'de' }],
    ['somebody else', { displayName: 'A', accountId: '01890000-0000-7000-8000-000000000000' }],
    ['a role', { role: 'admin' }],
  ])('refuses to change to %s', async (_what, body) => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(42);
    expect(await api.patch('/v1/account', body, { accessToken })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
    expect(await api.events()).toHaveLength(2);
  });

  it('keeps an account’s events in order under parallel changes', async () => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(42);
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        api.patch('/v1/account', { displayName: `Name ${n}` }, { accessToken }),
      ),
    );
    expect((await api.events()).map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 22 }, (_, n) => n + 1),
    );
  });

  it('tells its history in pages, newest first, opened for its owner', async () => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(42);
    await api.patch('/v1/account', { displayName: 'New name' }, { accessToken });
    await api.signIn(43);

    const first = await api.get('/v1/account/history?limit=2', { accessToken });
    const items = first.body.items as { type: string; data: Record<string, unknown> }[];
    expect(items.map(({ type }) => type)).toEqual(['account.updated.v1', 'session.opened.v1']);
    expect(items[0]?.data).toEqual({ displayName: 'New name' });
    const second = await api.get(`/v1/account/history?limit=2&cursor=${first.body.nextCursor}`, {
      accessToken,
    });
    expect(second.body).toMatchObject({
      items: [{ type: 'user.registered.v1', data: { displayName: 'Person 42' } }],
      nextCursor: null,
    });
  });

  it.each(['x', 'W10', Buffer.from('["1; drop table"]').toString('base64url')])(
    'refuses the cursor %s',
    async (cursor) => {
      await using api = await startApi();
      const { accessToken } = await api.signIn(42);
      for (const path of ['/v1/account/history', '/v1/notifications']) {
        expect((await api.get(`${path}?cursor=${cursor}`, { accessToken })).body.code).toBe('cursor_invalid');
      }
      expect((await api.get('/v1/account/history?limit=1000', { accessToken })).body.code).toBe(
        'invalid_request',
      );
    },
  );
});

describe('/v1/notification-preferences', () => {
  it('are replaced as a whole and on record', async () => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(42);
    expect((await api.get('/v1/notification-preferences', { accessToken })).body).toEqual({
      preferences: {},
    });
    const preferences = { account: { telegram: false } };
    expect((await api.put('/v1/notification-preferences', { preferences }, { accessToken })).status).toBe(
      200,
    );
    expect((await api.get('/v1/notification-preferences', { accessToken })).body).toEqual({ preferences });
    expect((await api.events()).at(-1)).toMatchObject({
      type: 'account.updated.v1',
      data: { notificationPreferences: preferences },
    });
  });

  it.each([
    ['switching security off', { preferences: { security: { telegram: false } } }],
    ['an unknown kind', { preferences: { gossip: { telegram: true } } }],
    ['an unknown channel', { preferences: { account: { fax: true } } }],
    ['a bare object', { account: { telegram: true } }],
  ])('refuse %s', async (_what, body) => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(42);
    expect(await api.put('/v1/notification-preferences', body, { accessToken })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });
});
