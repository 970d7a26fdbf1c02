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

describe('GET /v1/notifications', () => {
  it('tells what went by each messenger, by SMS and by e-mail', async () => {
    await using api = await startApi();
    const { accessToken, account } = await api.signIn(42);
    const channels = ['telegram', 'whatsapp', 'wechat', 'sms', 'email'];
    await api.database.query({
      text: `insert into notify.deliveries (id, event_id, account_id, kind, template, channel, lane, address, priority, params,
               traceparent, state, due_at, expires_at, created_at)
             select gen_random_uuid(), gen_random_uuid(), $1, 'orders', 'order_paid', channel, channel, 'x', 2, '{}',
               '', 'sent', $3, $3, $3 from unnest($2::text[]) as channel`,
      values: [account.id, channels, api.clock()],
    });
    const { status, body } = await api.get('/v1/notifications', { accessToken });
    const items = body.items as { channel: string }[];
    expect([status, items.map(({ channel }) => channel).sort()]).toEqual([200, channels.toSorted()]);
  });
});

describe('/v1/notification-preferences', () => {
  const path = '/v1/notification-preferences';
  const never = { preferences: {}, timeZone: null, quietHours: null, digest: null };

  it('are replaced as a whole and on record', async () => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(42);
    expect((await api.get(path, { accessToken })).body).toEqual(never);
    const preferences = { account: { telegram: false }, orders: { email: true } };
    const answer = await api.put(path, { preferences }, { accessToken });
    expect(answer).toMatchObject({ status: 200, body: { ...never, preferences } });
    expect((await api.get(path, { accessToken })).body).toEqual({ ...never, preferences });
    expect((await api.events()).at(-1)).toMatchObject({
      type: 'account.updated.v1',
      data: { notificationPreferences: preferences },
    });
  });

  it('keep time zone, quiet hours and summary until they are named again, sealed on record', async () => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(42);
    const schedule = {
      timeZone: 'Europe/Moscow',
      quietHours: { from: '22:00', to: '08:00' },
      digest: { kinds: ['achievements'], at: '18:30' },
    };
    await api.put(path, { preferences: {}, ...schedule }, { accessToken });
    const preferences = { welcome: { telegram: false } };
    await api.put(path, { preferences }, { accessToken });
    expect((await api.get(path, { accessToken })).body).toEqual({ ...schedule, preferences });
    await api.put(path, { preferences, quietHours: null }, { accessToken });
    await api.put(path, { preferences, quietHours: null }, { accessToken });
    expect((await api.get(path, { accessToken })).body).toEqual({
      ...schedule,
      quietHours: null,
      preferences,
    });

    const updates = (await api.events()).filter(({ type }) => type === 'account.updated.v1');
    expect(updates.map(({ data }) => Object.keys(data as object))).toEqual([
      ['notificationSchedule'],
      ['notificationPreferences'],
      ['notificationSchedule'],
    ]);
    expect(JSON.stringify(updates)).not.toMatch(/Moscow|22:00|18:30/);
    const history = (await api.get('/v1/account/history', { accessToken })).body.items as object[];
    expect(history[0]).toMatchObject({ data: { notificationSchedule: { ...schedule, quietHours: null } } });
  });

  it.each([
    ['switching security off', { preferences: { security: { telegram: false } } }],
    ['an unknown kind', { preferences: { gossip: { telegram: true } } }],
    ['an unknown channel', { preferences: { account: { fax: true } } }],
    ['news by e-mail', { preferences: { broadcast: { email: true } } }],
    ['a bare object', { account: { telegram: true } }],
    ['a time zone that is none', { preferences: {}, timeZone: 'Moon/Base' }],
    ['an offset, which knows no summer time', { preferences: {}, timeZone: '+03:00' }],
    ['a time that is none', { preferences: {}, quietHours: { from: '24:00', to: '08:00' } }],
    ['quiet hours that never end', { preferences: {}, quietHours: { from: '08:00', to: '08:00' } }],
    ['security in a summary', { preferences: {}, digest: { kinds: ['security'], at: '18:00' } }],
    ['a summary of nothing', { preferences: {}, digest: { kinds: [], at: '18:00' } }],
  ])('refuse %s', async (_what, body) => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(42);
    expect(await api.put(path, body, { accessToken })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });
});
