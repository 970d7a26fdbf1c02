import { randomUUID } from 'node:crypto';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScript } from '@atlas/shared/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokenApi, startApi, type TestApi } from '../testing/index.ts';

const path = '/v1/admin/broadcasts';
const text = (title: string) => ({ title, text: 'First.\n\nSecond.' });
const texts = { en: text('News'), ru: text('Новости'), zh: text('新闻') };

let api: TestApi;
let accessToken: string;
let readOnly: string;

const tokenFor = async (...scopes: string[]): Promise<string> => {
  const tokens = createTokenApi(api);
  const { basic } = await tokens.secretClient({ name: 'Admin', audiences: ['atlas-api'], scopes });
  const { body } = await tokens.post(
    '/oauth/token',
    {
      grant_type: 'client_credentials',
      resource: 'urn:atlas:service:atlas-api',
      scope: scopes.join(' '),
    },
    basic,
  );
  return String(body.access_token);
};
beforeAll(async () => {
  api = await startApi();
  accessToken = await tokenFor('broadcasts:read', 'broadcasts:write');
  readOnly = await tokenFor('broadcasts:read');
});
afterAll(() => api[Symbol.asyncDispose]());

const create = async (body: object = { texts }) => (await api.post(path, body, { accessToken })).body;
const steer = (id: unknown, action: string, token = accessToken) =>
  api.post(`${path}/${String(id)}/${action}`, undefined, { accessToken: token });
const audits = (subject: unknown) =>
  api.database.query<{ action: string; actor: string }>({
    text: 'select action, actor from audit_records where subject = $1 order by occurred_at, id',
    values: [subject],
  });

describe('/v1/admin/broadcasts', () => {
  it('writes a draft that shows how it reads, then starts, pauses, resumes and stops it, on record', async () => {
    const answer = await api.post(path, { texts }, { accessToken });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        state: 'draft',
        quietHours: 'defer',
        ttlSeconds: 259_200,
        preview: { ru: 'Новости\n\nFirst.\n\nSecond.' },
        startedAt: null,
        progress: { sent: 0, left: 0 },
      },
    });
    const { id, createdBy } = answer.body;
    for (const [action, state] of [
      ['start', 'running'],
      ['pause', 'paused'],
      ['resume', 'running'],
      ['stop', 'stopped'],
    ] as const)
      expect(await steer(id, action)).toMatchObject({ status: 200, body: { id, state } });
    expect(await audits(id)).toEqual(
      ['created', 'started', 'paused', 'resumed', 'stopped'].map((did) => ({
        action: `broadcast.${did}`,
        actor: createdBy,
      })),
    );
  });

  it('counts those who are still to be told', async () => {
    const { id } = await create();
    await api.database.query({
      text: `insert into notify.recipients (account_id, display_name, locale) values ($1, 'A', 'en')`,
      values: [randomUUID()],
    });
    await steer(id, 'start');
    expect((await api.get(`${path}/${String(id)}`, { accessToken: readOnly })).body).toMatchObject({
      state: 'running',
      progress: { sent: 0, left: 1 },
    });
  });

  it('lists them in pages, newest first', async () => {
    const ids = [await create(), await create()].map(({ id }) => id);
    const first = await api.get(`${path}?limit=1`, { accessToken: readOnly });
    expect(first.body.items).toMatchObject([{ id: ids[1] }]);
    const second = await api.get(`${path}?limit=1&cursor=${String(first.body.nextCursor)}`, {
      accessToken: readOnly,
    });
    expect(second.body.items).toMatchObject([{ id: ids[0] }]);
    expect((await api.get(`${path}?cursor=x`, { accessToken })).body.code).toBe('cursor_invalid');
  });

  it('writes one draft however often it is asked under one key', async () => {
    const headers = { 'Idempotency-Key': 'once' };
    const answers = await Promise.all(
      [1, 2, 3].map(() => api.post(path, { texts }, { accessToken, headers })),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const other = await api.post(path, { texts, ttlSeconds: 3600 }, { accessToken, headers });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  it('starts once, however many start it at once', async () => {
    const { id } = await create();
    const answers = await Promise.all([1, 2, 3, 4].map(() => steer(id, 'start')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    expect((await audits(id)).map(({ action }) => action)).toEqual([
      'broadcast.created',
      'broadcast.started',
    ]);
  });

  it('refuses what does not fit its state, and what is not there', async () => {
    const { id } = await create();
    for (const action of ['pause', 'resume'])
      expect(await steer(id, action)).toMatchObject({ status: 409, body: { code: 'broadcast_conflict' } });
    for (const action of ['start', 'pause', 'resume', 'stop'])
      expect(await steer(randomUUID(), action)).toMatchObject({
        status: 404,
        body: { code: 'broadcast_not_found' },
      });
    expect(await api.get(`${path}/${randomUUID()}`, { accessToken })).toMatchObject({
      status: 404,
      body: { code: 'broadcast_not_found' },
    });
    expect(await audits(id)).toHaveLength(1);
  });

  it('lets nobody write who may only read', async () => {
    const { id } = await create();
    expect(await api.post(path, { texts }, { accessToken: readOnly })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    for (const action of ['start', 'pause', 'resume', 'stop'])
      expect(await steer(id, action, readOnly)).toMatchObject({ status: 403 });
    const writeOnly = await tokenFor('broadcasts:write');
    expect(await api.get(path, { accessToken: writeOnly })).toMatchObject({ status: 403 });
  });

  it.each([
    ['a language missing', { texts: { en: texts.en, ru: texts.ru } }],
    ['an empty text', { texts: { ...texts, en: { title: 'News', text: ' ' } } }],
    ['a title of two lines', { texts: { ...texts, en: { title: 'Ne\nws', text: 'x' } } }],
    ['a text too long for one message', { texts: { ...texts, en: { title: 'x', text: 'x'.repeat(1501) } } }],
    ['a lifetime of a minute', { texts, ttlSeconds: 60 }],
    ['a field of its own', { texts, state: 'running' }],
  ])('refuses %s', async (_what, body) => {
    expect(await api.post(path, body, { accessToken })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });
});

describe('npm run -s broadcasts', () => {
  const run = (args: string[]) =>
    runScript(join(import.meta.dirname, 'broadcasts-command.ts'), args, { DATABASE_URL: api.database.url });

  it('shows how a draft reads, and starts it as the operator', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'atlas-broadcast-'));
    const file = join(folder.path, 'news.json');
    await writeFile(file, JSON.stringify({ texts }));
    const created = await run(['create', '--file', file]);
    expect(created).toMatchObject({ code: 0, stderr: expect.stringContaining('--- zh\n新闻\n\nFirst.') });
    const { id } = JSON.parse(created.stdout);
    expect(JSON.parse((await run(['start', id])).stdout)).toMatchObject({ id, state: 'running' });
    expect((await audits(id)).map(({ actor }) => actor)).toEqual(['operator', 'operator']);
    expect(await run(['start', id])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no state for that'),
    });
  });

  it('says in a line what is wrong', async () => {
    const wrong: [string[], string][] = [
      [['create'], '--file is needed.\n'],
      [['show', randomUUID()], 'No such announcement.\n'],
      [['shout'], 'Unknown: shout. Try --help.\n'],
    ];
    const answers = await Promise.all(wrong.map(([args]) => run(args)));
    expect(answers.map(({ code, stderr }) => [code, stderr])).toEqual(wrong.map(([, words]) => [2, words]));
  });
});
