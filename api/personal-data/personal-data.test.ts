import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { lockAccount } from '../event-log/index.ts';
import { secondFactorsOf, startApi, type TestApi } from '../testing/index.ts';

const protect = (api: TestApi, accountId: string) =>
  api.database.query({
    text: `insert into factors (id, account_id, kind, name, state, sealed_secret, last_step, created_at)
           values ($1, $2, 'totp', 'Authenticator', 'active', 'sealed', 0, $3)`,
    values: [randomUUIDv7(), accountId, api.clock()],
  });

/** Every row of every table that names the account, or anything of it. */
const rowsNaming = async (api: TestApi, needle: string): Promise<string[]> => {
  const tables = await api.database.query<{ name: string }>({
    text: `select format('%I.%I', schemaname, tablename) as name from pg_tables
           where schemaname not in ('pg_catalog', 'information_schema')`,
  });
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await api.database.query<{ row: string }>({ text: `select t::text as row from ${name} t` });
    if (rows.some(({ row }) => row.includes(needle))) found.push(name);
  }
  return found.sort();
};

describe('GET /v1/account/export', () => {
  it('tells everything held, opened, and no secrets', async () => {
    await using api = await startApi();
    const key = await api.createKey();
    const { accessToken, refreshToken, account, session } = await api.signIn(42, { key });
    await api.patch('/v1/account', { displayName: 'Zoë' }, { accessToken, key });

    const { status, headers, body } = await api.get('/v1/account/export', { accessToken, key });

    expect(status).toBe(200);
    expect(headers.get('Content-Disposition')).toBe('attachment; filename="atlas-account.json"');
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(body).toMatchObject({
      exportedAt: expect.any(String),
      account: { id: account.id, displayName: 'Zoë', locale: 'en', notificationPreferences: {} },
      identities: [{ messenger: 'telegram', appScope: '7000000001', subject: '42' }],
      sessions: [{ id: session.id, device: session.device, revokedAt: null }],
      confirmations: [],
      notifications: [],
      history: [
        { type: 'user.registered.v1', data: { chatId: '42', displayName: 'Person 42' } },
        { type: 'session.opened.v1' },
        { type: 'account.updated.v1', data: { displayName: 'Zoë' } },
      ],
    });
    expect(JSON.stringify(body)).not.toMatch(/s1\.|v1\.[A-Za-z0-9_-]{8}\.|sealed|hash/i);
    expect(JSON.stringify(body)).not.toContain(refreshToken);
  });

  it('tells of nobody else', async () => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(42);
    const { account: other } = await api.signIn(43);
    const { body } = await api.get('/v1/account/export', { accessToken });
    expect(JSON.stringify(body)).not.toContain(other.id);
    expect(JSON.stringify(body)).not.toContain('Person 43');
  });

  it('tells a long history whole', async () => {
    await using api = await startApi();
    const { accessToken, account } = await api.signIn(42);
    await api.database.query({
      text: `insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
             select uuidv7(), 'backup_codes.created.v1', 'atlas.accounts', $1, n, '/test', $2, '', '{}'
             from generate_series(3, 1200) as n`,
      values: [account.id, api.clock()],
    });
    const { body } = await api.get('/v1/account/export', { accessToken });
    expect(body.history).toHaveLength(1200);
  });
});

describe('DELETE /v1/account', () => {
  it('leaves nothing of the person but a log that nobody can read', async () => {
    await using api = await startApi();
    const { accessToken, account, session } = await api.signIn(424242);
    await api.signIn(424242);
    const before = await api.events();

    expect(await api.delete('/v1/account', { accessToken })).toMatchObject({ status: 204 });

    expect(await rowsNaming(api, account.id)).toEqual(['public.event_log']);
    expect(await rowsNaming(api, '424242')).toEqual([]);
    expect(await rowsNaming(api, 'Person 424242')).toEqual([]);
    const after = await api.events();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length)).toEqual([
      expect.objectContaining({
        type: 'session.revoked.v1',
        data: {
          reason: 'account_deleted',
          sessionIds: expect.arrayContaining([session.id, expect.any(String)]),
        },
      }),
      expect.objectContaining({ type: 'account.deleted.v1', subject: account.id, data: {} }),
    ]);
  });

  it('takes second factors, challenges and a recovery along, and what was sent to a number', async () => {
    await using api = await startApi();
    const factors = secondFactorsOf(api);
    const { accessToken, account } = await api.signIn(42);
    const phone = await factors.enrol({ kind: 'sms', phone: '+4915112345699' }, { accessToken });
    const { factor, secret } = await factors.enrol({ kind: 'totp' }, { accessToken: phone.accessToken });
    await factors.challenge({ factorId: factor.id }, { accessToken });
    await api.post('/v1/recovery', undefined, { accessToken });
    const exported = await api.get('/v1/account/export', { accessToken: phone.accessToken });
    expect(JSON.stringify(exported.body)).toContain('+4915112345699');
    expect(JSON.stringify(exported.body)).not.toContain(secret);
    for (const code of phone.backupCodes ?? []) expect(JSON.stringify(exported.body)).not.toContain(code);

    const raised = await factors.stepUp({ id: factor.id, secret }, { accessToken: phone.accessToken });
    expect((await api.delete('/v1/account', { accessToken: raised.accessToken })).status).toBe(204);

    expect(await rowsNaming(api, account.id)).toEqual(['public.event_log']);
    expect(await rowsNaming(api, '15112345699')).toEqual([]);
    const types = (await api.events()).map(({ type }) => type);
    expect(types.slice(-4)).toEqual([
      'two_factor.disabled.v1',
      'two_factor.disabled.v1',
      'session.revoked.v1',
      'account.deleted.v1',
    ]);
  });

  it('ends every session and refresh token at once', async () => {
    await using api = await startApi();
    const first = await api.signIn(42);
    const second = await api.signIn(42);
    await api.delete('/v1/account', { accessToken: first.accessToken });

    for (const { accessToken, refreshToken } of [first, second]) {
      expect((await api.get('/v1/account', { accessToken })).body.code).toBe('invalid_token');
      expect((await api.get('/v1/sessions', { accessToken })).body.code).toBe('invalid_token');
      expect((await api.delete('/v1/account', { accessToken })).body.code).toBe('invalid_token');
      expect((await api.post('/v1/sessions/refresh', { refreshToken })).body.code).toBe(
        'refresh_token_invalid',
      );
    }
  });

  it('gives who signs in again a new account, though this process knew them', async () => {
    await using api = await startApi();
    const { accessToken, account } = await api.signIn(42);
    await api.signIn(42); // known by now
    await api.delete('/v1/account', { accessToken });

    const again = await api.signIn(42);
    expect(again.isNew).toBe(true);
    expect(again.account.id).not.toBe(account.id);
    expect((await api.get('/v1/account', { accessToken: again.accessToken })).status).toBe(200);
    expect((await api.signIn(42)).account.id).toBe(again.account.id);
  });

  it('opens no new account by init data that was used before', async () => {
    await using api = await startApi();
    const initData = api.initDataFor(42);
    const key = await api.createKey();
    const { accessToken } = await api.signIn(42, { key, initData });
    await api.delete('/v1/account', { accessToken, key });

    for (const options of [{ key }, { key: await api.createKey() }, {}]) {
      const answer = await api.post('/v1/sessions/telegram', { initData }, options);
      expect(answer).toMatchObject({ status: 401, body: { code: 'init_data_replayed' } });
    }
    expect((await api.events()).at(-1)?.type).toBe('account.deleted.v1');
  });

  it('is done once, however many ask at once', async () => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(42);
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => api.delete('/v1/account', { accessToken })),
    );
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    for (const { status, body } of answers.filter((answer) => answer.status !== 204))
      expect([`${status} ${body.code}`]).toEqual([
        expect.stringMatching(/^(404 account_not_found|401 invalid_token|503 unavailable)$/),
      ]);
    expect((await api.events()).filter(({ type }) => type === 'account.deleted.v1')).toHaveLength(1);
  });

  it('signs nobody in to an account that is erased while they wait for its lock', async () => {
    await using api = await startApi();
    const { account } = await api.signIn(42);
    const waiting = async () => {
      const [row] = await api.database.query<{ count: number }>({
        text: `select count(*) from pg_locks where locktype = 'advisory' and not granted and database = (
                 select oid from pg_database where datname = current_database())`,
      });
      return row?.count;
    };

    const { isNew, account: next } = await api.database
      .transaction(async (tx) => {
        await lockAccount(tx, account.id);
        const signingIn = api.signIn(42); // finds the account, and waits
        await expect.poll(waiting, { interval: 5 }).toBe(1);
        await tx.query({ text: 'delete from sessions where account_id = $1', values: [account.id] });
        await tx.query({ text: 'delete from accounts where id = $1', values: [account.id] });
        await tx.query({ text: 'delete from account_keys where account_id = $1', values: [account.id] });
        return { signingIn };
      })
      .then(({ signingIn }) => signingIn);

    expect(isNew).toBe(true);
    expect(next.id).not.toBe(account.id);
    const sessions = await api.database.query<{ accountId: string }>({
      text: 'select account_id as "accountId" from sessions',
    });
    expect(sessions).toEqual([{ accountId: next.id }]);
  });

  it('never mixes with sign-ins at the same moment: each account’s log ends with its deletion, or goes on', async () => {
    await using api = await startApi();
    for (let round = 0; round < 5; round += 1) {
      const { accessToken } = await api.signIn(42);
      await Promise.all([
        api.delete('/v1/account', { accessToken }),
        ...Array.from({ length: 7 }, () => api.signIn(42)),
      ]);
    }
    const byAccount = Map.groupBy(await api.events(), ({ subject }) => subject);
    for (const events of byAccount.values()) {
      expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
      const deletedAt = events.findIndex(({ type }) => type === 'account.deleted.v1');
      expect([-1, events.length - 1]).toContain(deletedAt);
    }
  });
});

describe('export and erasure', () => {
  const routes = [
    ['GET', '/v1/account/export'],
    ['DELETE', '/v1/account'],
  ] as const;

  it.each(routes)('%s %s demands a fresh proof', async (method, path) => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(42);
    api.clock.advanceSeconds(301);
    expect(await api.call(method, path, { accessToken })).toMatchObject({
      status: 401,
      body: { code: 'fresh_proof_required' },
    });
  });

  it.each(routes)('%s %s demands a step-up where a factor is active', async (method, path) => {
    await using api = await startApi();
    const { accessToken, account } = await api.signIn(42);
    await protect(api, account.id);
    const answer = await api.call(method, path, { accessToken });
    expect(answer).toMatchObject({
      status: 401,
      body: { code: 'insufficient_user_authentication', acrValues: 'urn:atlas:acr:mfa', maxAge: 300 },
    });
    expect(answer.headers.get('WWW-Authenticate')).toContain('insufficient_user_authentication');
    expect((await api.get('/v1/account', { accessToken })).status).toBe(200);
  });

  it.each(routes)('%s %s is refused without a token', async (method, path) => {
    await using api = await startApi();
    expect(await api.call(method, path)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
  });
});
