import { randomUUIDv7 } from 'node:crypto';
import { join } from 'node:path';
import { runScript } from '@atlas/shared/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../clients/index.ts';
import { startApi, type TestApi } from '../testing/index.ts';

const base = '/v1/admin/deliveries';

/** A service token of an operator's client, made as the handbook says. */
const tokenFor = async (api: TestApi, scopes: string[]): Promise<string> => {
  const { clientId, clientSecret } = await createClient(api)({
    name: 'Operations',
    audiences: ['atlas-api'],
    scopes,
  });
  const response = await fetch(`${api.url}/oauth/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: scopes.join(' ') }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
};

type Written = {
  accountId: string;
  eventId: string;
  template: string;
  channel: string;
  state: string;
  reason: string | null;
  destination: string | null;
  address: string;
  sealed: string | null;
  expiresInSeconds: number;
  fallbackOf: string | null;
  decision: object[];
};

/** Leaves a delivery as notify does. */
const write = async (api: TestApi, delivery: Partial<Written> = {}): Promise<string> => {
  const id = randomUUIDv7();
  const row: Written = {
    accountId: randomUUIDv7(),
    eventId: randomUUIDv7(),
    template: 'welcome',
    channel: 'telegram',
    state: 'dead',
    reason: 'provider_error',
    destination: null,
    address: '4200000042',
    sealed: null,
    expiresInSeconds: 3600,
    fallbackOf: null,
    decision: [],
    ...delivery,
  };
  const now = api.clock();
  await api.database.query({
    text: `insert into notify.deliveries (id, event_id, account_id, kind, template, channel, lane, address, destination, sealed,
             priority, params, traceparent, state, reason, attempts, due_at, expires_at, created_at, decision, fallback_of)
           values ($1, $2, $3, 'security', $4, $5, $5 || ':1', $6, $7, $8, 1, '{"oneTimeCode": "no param is shown"}', '', $9, $10, 1,
             $11, $12, $11, $13, $14)`,
    values: [
      id,
      row.eventId,
      row.accountId,
      row.template,
      row.channel,
      row.address,
      row.destination,
      row.sealed,
      row.state,
      row.reason,
      now,
      new Date(now.getTime() + row.expiresInSeconds * 1000),
      JSON.stringify(row.decision),
      row.fallbackOf,
    ],
  });
  await api.database.query({
    text: `insert into notify.attempts (delivery_id, number, started_at, finished_at, provider, passed_over, outcome, code)
           values ($1, 1, $2, $2, 'twilio', '[{"provider": "gateway", "code": "unreachable"}]', 'retry', 'provider_error')`,
    values: [id, now],
  });
  return id;
};
const idsOf = (body: Record<string, unknown>) => (body.items as { id: string }[]).map(({ id }) => id);

describe('an operator', () => {
  let api: TestApi;
  let accessToken: string;
  beforeAll(async () => {
    api = await startApi();
    accessToken = await tokenFor(api, ['deliveries:read', 'deliveries:replay']);
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const get = (path: string) => api.get(path, { accessToken });
  const post = (path: string, body: unknown) => api.post(path, body, { accessToken });
  const auditOf = (id: string) =>
    api.database.query<{ actor: string }>({
      text: `select actor from audit_records where action = 'delivery.replayed' and subject = $1`,
      values: [id],
    });

  it('pages through messages, newest first, by what they ask for', async () => {
    const accountId = randomUUIDv7();
    const written: string[] = [];
    for (const state of ['dead', 'sent', 'dead', 'dead'])
      written.push(await write(api, { accountId, state }));
    const newestFirst = written.toReversed();
    const first = await get(`${base}?accountId=${accountId}&limit=3`);
    expect(idsOf(first.body)).toEqual(newestFirst.slice(0, 3));
    const second = await get(`${base}?accountId=${accountId}&limit=3&cursor=${first.body.nextCursor}`);
    expect([idsOf(second.body), second.body.nextCursor]).toEqual([newestFirst.slice(3), null]);
    expect(idsOf((await get(`${base}?accountId=${accountId}&state=sent`)).body)).toEqual([written[1]]);
    expect((await get(`${base}?accountId=${accountId}&channel=sms`)).body.items).toEqual([]);
    expect((await get(`${base}?accountId=${accountId}&template=code`)).body.items).toEqual([]);
    const later = new Date(api.clock().getTime() + 60_000).toISOString();
    expect((await get(`${base}?accountId=${accountId}&from=${later}`)).body.items).toEqual([]);
    expect(idsOf((await get(`${base}?accountId=${accountId}&to=${later}`)).body)).toHaveLength(4);
  });

  it('sees every try, every receipt and why, and neither addresses nor what a message says', async () => {
    const id = await write(api, {
      channel: 'sms',
      template: 'code',
      destination: '+7•••12',
      address: 'keyed-hash-of-the-number',
      sealed: 'sealed-number-and-code',
      decision: [
        { step: 'kind', result: 'security', detail: 'code' },
        { step: 'preference', result: 'always_on' },
        { step: 'channel', result: 'sms' },
        { step: 'fallback', result: 'nowhere_to_go' },
        { step: 'a_step_of_a_newer_notify', result: 'something', detail: 'new' },
      ],
    });
    await api.database.query({
      text: `insert into notify.receipts (delivery_id, receipt, at) values ($1, 'undelivered', $2)`,
      values: [id, api.clock()],
    });
    const { status, body } = await get(`${base}/${id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      destination: '+7•••12',
      state: 'dead',
      trail: [
        {
          number: 1,
          provider: 'twilio',
          passedOver: [{ provider: 'gateway', code: 'unreachable' }],
          outcome: 'retry',
          code: 'provider_error',
        },
      ],
      receipts: [{ receipt: 'undelivered' }],
      replayed: [],
      explanation: [
        'It is a message of kind security, "code".',
        'Messages of this kind cannot be switched off.',
        'Its way is sms.',
        'There was no other verified number or address to send it to.',
        'a_step_of_a_newer_notify: something (new).',
        'It was given up after every try, and can be replayed in its time: provider_error.',
      ],
    });
    expect(JSON.stringify(body)).not.toMatch(/sealed-number|keyed-hash|no param is shown/);
    const chat = (await get(`${base}/${await write(api)}`)).body;
    expect(chat.destination).toBe('•••42');
    expect(JSON.stringify(chat)).not.toContain('4200000042');
  });

  it('is told why of an event that no message was written for, and of one that asks for none', async () => {
    const [eventId, accountId, quiet] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];
    await api.database.query({
      text: `with seen as (insert into notify.inbox (consumer, event_id) values ('notify', $1), ('notify', $3))
             insert into notify.decisions_against (id, event_id, account_id, event_type, template, decision, at)
             values ($1, $1, $2, 'order.placed.v1', 'order_placed', $4, $5)`,
      values: [
        eventId,
        accountId,
        quiet,
        JSON.stringify([{ step: 'recipient', result: 'nobody' }]),
        api.clock(),
      ],
    });
    const expected = {
      eventType: 'order.placed.v1',
      template: 'order_placed',
      deliveryId: null,
      explanation: [
        'There is nobody to write to: the account has no address with us.',
        'No message was written.',
      ],
    };
    expect((await get(`/v1/admin/decisions?eventId=${eventId}`)).body).toMatchObject({
      items: [expected],
      isHandled: true,
    });
    const deliveryId = await write(api, { accountId, state: 'suppressed', reason: 'preference' });
    expect((await get(`/v1/admin/decisions?accountId=${accountId}`)).body).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining(expected),
        expect.objectContaining({ deliveryId, explanation: ['It was not sent: preference.'] }),
      ]),
      isHandled: null,
    });
    expect((await get(`/v1/admin/decisions?eventId=${quiet}`)).body).toEqual({ items: [], isHandled: true });
    expect((await get(`/v1/admin/decisions?eventId=${randomUUIDv7()}`)).body).toEqual({
      items: [],
      isHandled: false,
    });
  });

  it('has one sent again, once, in its own row, and that is on record with who and why', async () => {
    const id = await write(api);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(`${base}/${id}/replay`, { reason: 'provider is back' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)]);
    const { body } = await get(`${base}/${id}`);
    expect(body).toMatchObject({ state: 'queued', replays: 1, replayed: [{ reason: 'provider is back' }] });
    expect((body.explanation as string[]).slice(-2)).toEqual([
      'An operator had it sent again.',
      'It waits to be sent.',
    ]);
    const actor = (body.replayed as { actor: string }[])[0]?.actor;
    expect(await auditOf(id)).toEqual([{ actor }]);
  });

  it('is refused what is out of time, sent, gone on to another address, or not there', async () => {
    const codeOf = async (id: string) => {
      const { status, body } = await post(`${base}/${id}/replay`, {});
      return `${status} ${body.code}`;
    };
    const ended = await write(api, { template: 'code', expiresInSeconds: -1 });
    expect(await codeOf(ended)).toBe('409 delivery_expired');
    const forgotten = await write(api, { channel: 'sms', destination: '+7•••12' });
    expect(await codeOf(forgotten)).toBe('409 delivery_expired');
    const wentOn = await write(api);
    await write(api, { fallbackOf: wentOn, channel: 'sms' });
    expect(await codeOf(wentOn)).toBe('409 delivery_not_replayable');
    for (const state of ['sent', 'unknown', 'queued', 'suppressed'])
      expect(await codeOf(await write(api, { state }))).toBe('409 delivery_not_replayable');
    expect(await codeOf(randomUUIDv7())).toBe('404 not_found');
    expect((await get(`${base}/${randomUUIDv7()}`)).body.code).toBe('not_found');
    expect(await auditOf(ended)).toEqual([]);
  });

  it('has many sent again by what they have in common, a part at a time', async () => {
    const accountId = randomUUIDv7();
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push(await write(api, { accountId }));
    await write(api, { accountId, expiresInSeconds: -1 });
    await write(api, { accountId, state: 'sent' });
    const first = await post(`${base}/replay`, { filter: { accountId }, limit: 2 });
    expect(first).toMatchObject({ status: 200, body: { hasMore: true } });
    expect(first.body.items).toEqual(ids.slice(0, 2).map((id) => ({ id, result: 'replayed' })));
    const second = await post(`${base}/replay`, { filter: { accountId }, limit: 2 });
    expect(second.body).toEqual({ items: [{ id: ids[2], result: 'replayed' }], hasMore: false });
    for (const id of ids) expect(await auditOf(id)).toHaveLength(1);
  });

  it.each([
    ['get', `${base}?state=nonsense`, undefined],
    ['get', `${base}?from=yesterday`, undefined],
    ['get', `${base}/replay`, undefined],
    ['get', '/v1/admin/decisions', undefined],
    ['post', `${base}/replay`, { filter: {} }],
    ['post', `${base}/replay`, { filter: { state: 'sent', channel: 'sms' } }],
    ['post', `${base}/replay`, { filter: { channel: 'sms' }, limit: 501 }],
    ['post', `${base}/${randomUUIDv7()}/replay`, { because: 'x' }],
  ] as const)('is refused what has not the form it should: %s %s', async (method, path, body) => {
    const answer = method === 'get' ? await get(path) : await post(path, body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('is refused another list’s cursor', async () => {
    const cursor = Buffer.from('["x"]').toString('base64url');
    expect((await get(`${base}?cursor=${cursor}`)).body.code).toBe('cursor_invalid');
  });

  it('needs the scope of what they do', async () => {
    const reader = await tokenFor(api, ['deliveries:read']);
    const replayer = await tokenFor(api, ['deliveries:replay']);
    const bot = await api.serviceToken();
    const person = (await api.signIn(42)).accessToken;
    const id = await write(api);
    const statusOf = async (token: string, method: 'GET' | 'POST', path: string) =>
      (await api.call(method, path, { accessToken: token, ...(method === 'POST' ? { body: {} } : {}) }))
        .status;
    for (const path of [base, `${base}/${id}`, `/v1/admin/decisions?eventId=${id}`]) {
      expect(await statusOf(reader, 'GET', path)).toBe(200);
      expect(await statusOf(replayer, 'GET', path)).toBe(403);
      expect(await statusOf(bot, 'GET', path)).toBe(403);
      expect(await statusOf(person, 'GET', path)).toBe(401);
      expect((await api.get(path)).status).toBe(401);
    }
    for (const path of [`${base}/${id}/replay`, `${base}/replay`]) {
      expect(await statusOf(reader, 'POST', path)).toBe(403);
      expect(await statusOf(bot, 'POST', path)).toBe(403);
      expect(await statusOf(person, 'POST', path)).toBe(401);
    }
    expect(await statusOf(replayer, 'POST', `${base}/${id}/replay`)).toBe(200);
  });

  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await runScript(join(import.meta.dirname, 'deliveries.ts'), args, {
      DATABASE_URL: api.database.url,
    });
    return { code, answer: stdout.startsWith('{') ? JSON.parse(stdout) : stdout, stderr };
  };

  it('does the same at the command line', async () => {
    const accountId = randomUUIDv7();
    const [one, two] = [await write(api, { accountId }), await write(api, { accountId })];
    const ended = await write(api, { accountId, expiresInSeconds: -1 });
    const [listed, shown, why] = await Promise.all([
      run('list', '--account', accountId, '--limit', '2'),
      run('show', one),
      run('why', '--account', accountId),
    ]);
    expect(idsOf(listed.answer)).toEqual([ended, two]);
    expect(shown.answer).toMatchObject({ id: one, trail: [{ provider: 'twilio' }] });
    expect(why.answer.items).toHaveLength(3);
    expect(await run('replay', one, ended)).toMatchObject({
      code: 1,
      answer: {
        items: [
          { id: one, result: 'replayed' },
          { id: ended, result: 'expired' },
        ],
      },
    });
    expect(await run('replay', '--account', accountId)).toMatchObject({
      code: 0,
      answer: { items: [{ id: two, result: 'replayed' }], hasMore: false },
    });
    expect(await auditOf(two)).toEqual([{ actor: 'operator' }]);
  });

  it('is told at the command line what they got wrong', async () => {
    const [help, nothing, noId, everything, absent] = await Promise.all([
      run('--help'),
      run(),
      run('show', '1'),
      run('replay'),
      run('show', randomUUIDv7()),
    ]);
    expect(help.answer).toContain('npm run -s deliveries');
    for (const { code, answer } of [nothing, noId, everything, absent])
      expect([code, answer]).toEqual([2, '']);
    expect(nothing.stderr).toContain('Say list, show, why or replay');
    expect(everything.stderr).toContain('name at least one of');
    expect(absent.stderr).toBe('There is no such delivery.\n');
  });
});
