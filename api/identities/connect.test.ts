import { randomUUIDv7 } from 'node:crypto';
import { connectTokenIn } from '@atlas/shared/wire';
import { describe, expect, it } from 'vitest';
import { createProjections } from '../projections/index.ts';
import { compareLog } from '../rebuild/index.ts';
import {
  connect,
  messengersOf,
  mia,
  pathOf,
  secondFactorsOf,
  startApi,
  type TestApi,
} from '../testing/index.ts';

const typesOf = async (api: TestApi, subject: string) =>
  (await api.events()).filter((event) => event.subject === subject).map(({ type }) => type);
const differences = async (api: TestApi) =>
  (await compareLog({ ...api, projections: createProjections(api.vault) })).differences;
const refused = (status: number, code: string) => ({ status, body: { code } });
const other = (number: string) => (number === '10' ? '11' : '10');

describe('connecting another messenger', () => {
  it('lets both sign in to one account, after both sides said so', async () => {
    await using api = await startApi();
    const people = messengersOf(api);
    const first = await api.signIn(1);
    const { connectionId, token, expiresAt } = await people.start(first);
    expect(`connect_${token}`.length).toBeLessThanOrEqual(64);
    expect(Math.abs(Date.parse(expiresAt) - api.clock().getTime() - 600_000)).toBeLessThan(5000);
    expect(await people.see(connectionId, first)).toMatchObject({ state: 'waiting', claim: null });
    expect((await people.preview(token)).body).toMatchObject({ accountName: 'P••• 1•••', effect: 'connect' });
    const { number } = people.claimed(await people.claim(token));
    expect(await people.see(connectionId, first)).toMatchObject({
      state: 'claimed',
      claim: { messenger: 'whatsapp', name: 'M••• K•••', effect: 'connect' },
    });
    expect((await people.list(first)).map(({ messenger }) => messenger)).toEqual(['telegram']);
    expect((await people.confirm(connectionId, number, first)).status).toBe(204);

    expect(await people.see(connectionId, first)).toMatchObject({ state: 'connected', claim: null });
    expect(await people.list(first)).toMatchObject([
      { messenger: 'telegram', current: true },
      { messenger: 'whatsapp', current: false },
    ]);
    const second = await people.signInByWhatsapp();
    expect(second).toMatchObject({ isNew: false, account: { id: first.account.id } });
    expect(await people.list(second)).toMatchObject([{ current: false }, { current: true }]);
    expect(await typesOf(api, first.account.id)).toEqual([
      'user.registered.v1',
      'session.opened.v1',
      'identity_connection.claimed.v1',
      'identity.connected.v1',
      'session.opened.v1',
    ]);
    expect(await differences(api)).toEqual([]);
  });

  it('hands out links that bring the code into the other messengers, where it knows its own names there', async () => {
    await using api = await startApi({
      botLink: 'https://t.me/AtlasShopBot',
      whatsappLink: 'https://wa.me/15550100200',
    });
    const people = messengersOf(api);
    const { token, links } = await people.start(await api.signIn(1));
    expect(links).toEqual([
      { messenger: 'telegram', url: `https://t.me/AtlasShopBot?start=connect_${token}` },
      { messenger: 'whatsapp', url: `https://wa.me/15550100200?text=connect%20${token}` },
    ]);
    const words = new URL(links[1]?.url ?? '').searchParams.get('text') ?? '';
    expect(connectTokenIn(words)).toBe(token);
    await using unnamed = await startApi();
    expect((await messengersOf(unnamed).start(await unnamed.signIn(1))).links).toEqual([]);
  });

  it('closes an account in which nothing happened, where its owner says so', async () => {
    await using api = await startApi();
    const people = messengersOf(api);
    const first = await api.signIn(1);
    const second = await people.signInByWhatsapp();
    const { connectionId, token } = await people.start(first);
    const preview = await api.post('/v1/identity-connections/preview', { token }, second);
    expect(preview.body).toMatchObject({ effect: 'fold' });
    expect(await people.claim(token)).toMatchObject(refused(409, 'connection_changed'));
    const { number } = people.claimed(await people.claimInApp(token, second));
    expect((await people.confirm(connectionId, number, first)).status).toBe(204);

    expect((await api.get('/v1/account', second)).body.code).toBe('invalid_token');
    const again = await people.signInByWhatsapp();
    expect(again).toMatchObject({ isNew: false, account: { id: first.account.id } });
    expect((await typesOf(api, second.account.id)).at(-1)).toBe('account.deleted.v1');
    expect(await differences(api)).toEqual([]);
  });

  it('never takes over an account with a history, nor one with another messenger', async () => {
    await using api = await startApi();
    const people = messengersOf(api);
    const first = await api.signIn(1);
    const protectedOne = await people.signInByWhatsapp();
    await secondFactorsOf(api).enrol({ kind: 'totp' }, protectedOne);
    const { token } = await people.start(first);
    expect((await people.preview(token)).body).toMatchObject({ effect: 'merge' });
    expect(await people.claim(token, mia, 'fold')).toMatchObject(refused(409, 'merge_required'));
    const twice = { subject: 'US.10000000000000000002' };
    const owner = await api.signIn(2);
    await connect(people, owner, twice);
    expect((await people.preview(token, twice)).body).toMatchObject({ effect: 'merge' });
    expect((await typesOf(api, first.account.id)).at(-1)).toBe('session.opened.v1');
  });

  it('refuses what is there already, another of the same app, and a phone that is the second factor', async () => {
    await using api = await startApi();
    const people = messengersOf(api);
    const first = await api.signIn(1);
    await connect(people, first);
    const { token } = await people.start(first);
    expect(await people.preview(token)).toMatchObject(refused(409, 'identity_connected'));
    const stranger = { subject: 'US.10000000000000000002' };
    expect(await people.claim(token, stranger)).toMatchObject(refused(409, 'messenger_connected'));

    const phone = '+4915112345601';
    const second = await api.signIn(2);
    const { accessToken } = await secondFactorsOf(api).enrol({ kind: 'sms', phone }, second);
    const started = await people.start({ accessToken });
    expect(await people.claim(started.token, { ...stranger, phone })).toMatchObject(
      refused(422, 'factor_not_allowed'),
    );
    expect((await people.claim(started.token, stranger)).status).toBe(200);
  });

  it('asks for a fresh proof, and for the factor where there is one', async () => {
    await using api = await startApi();
    const first = await api.signIn(1);
    const { secret, factor } = await secondFactorsOf(api).enrol({ kind: 'totp' }, first);
    const start = (accessToken: string) => api.post('/v1/identity-connections', undefined, { accessToken });
    expect(await start((await api.signIn(1)).accessToken)).toMatchObject(
      refused(401, 'insufficient_user_authentication'),
    );
    const raised = await secondFactorsOf(api).stepUp({ id: factor.id, secret }, await api.signIn(1));
    expect((await start(raised.accessToken)).status).toBe(201);
    const stale = await api.signIn(2);
    api.clock.advanceSeconds(301);
    expect(await start(stale.accessToken)).toMatchObject(refused(401, 'fresh_proof_required'));
    const claim = { token: '0'.repeat(26), effect: 'fold' };
    expect(await api.post('/v1/identity-connections/claim', claim, stale)).toMatchObject(
      refused(401, 'fresh_proof_required'),
    );
  });
});

describe('a code that somebody else gets hold of', () => {
  it('is used once: of 12 people one gets a number, and nobody gets in', async () => {
    await using api = await startApi();
    const people = messengersOf(api);
    const first = await api.signIn(1);
    const { token } = await people.start(first);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => people.claim(token, { subject: `US.2000000000000000${n + 10}` })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(11).fill(404)]);
    expect(await people.list(first)).toHaveLength(1);
    expect((await api.events()).filter(({ type }) => type === 'identity.connected.v1')).toEqual([]);
  });

  it('connects nobody whose number the first side does not type: three wrong ones end it', async () => {
    await using api = await startApi();
    const people = messengersOf(api);
    const first = await api.signIn(1);
    const { connectionId, token } = await people.start(first);
    const { number } = people.claimed(await people.claim(token));
    for (const attemptsLeft of [2, 1, 0])
      expect(await people.confirm(connectionId, other(number), first)).toMatchObject({
        ...refused(401, 'code_invalid'),
        body: { attemptsLeft },
      });
    expect(await people.confirm(connectionId, number, first)).toMatchObject(
      refused(404, 'connection_not_found'),
    );
    expect(await people.see(connectionId, first)).toMatchObject({ state: 'ended', claim: null });
  });

  it('gives no more than three tries, however many come at once', async () => {
    await using api = await startApi();
    const people = messengersOf(api);
    const first = await api.signIn(1);
    const { connectionId, token } = await people.start(first);
    const { number } = people.claimed(await people.claim(token));
    const guesses = Array.from({ length: 12 }, () => people.confirm(connectionId, other(number), first));
    const codes = (await Promise.all(guesses)).map(({ body }) => body.code);
    expect(codes.filter((code) => code === 'code_invalid')).toHaveLength(3);
    expect(codes.filter((code) => code === 'connection_not_found')).toHaveLength(9);
  });

  it('is confirmed by the session that made it alone, and shown to no other', async () => {
    await using api = await startApi();
    const people = messengersOf(api);
    const first = await api.signIn(1);
    const { connectionId, token } = await people.start(first);
    const { number } = people.claimed(await people.claim(token));
    for (const session of [await api.signIn(1), await api.signIn(2)]) {
      expect(await people.see(connectionId, session)).toMatchObject({ code: 'connection_not_found' });
      expect(await people.confirm(connectionId, number, session)).toMatchObject(
        refused(404, 'connection_not_found'),
      );
    }
    expect(await people.confirm(randomUUIDv7(), number, first)).toMatchObject(
      refused(404, 'connection_not_found'),
    );
    expect((await people.confirm(connectionId, number, first)).status).toBe(204);
  });

  it('is over after ten minutes, when it was stopped, when a newer one is there, and with its session', async () => {
    await using api = await startApi();
    const people = messengersOf(api);
    const over = refused(404, 'connection_invalid');
    const first = await api.signIn(1);
    const stopped = await people.start(first);
    const stop = () => api.delete(`/v1/identity-connections/${stopped.connectionId}`, first);
    expect((await stop()).status).toBe(204);
    expect(await stop()).toMatchObject(refused(404, 'connection_not_found'));
    expect(await people.claim(stopped.token)).toMatchObject(over);
    const older = await people.start(first);
    const newer = await people.start(first);
    expect(await people.claim(older.token)).toMatchObject(over);
    expect((await people.preview(newer.token)).status).toBe(200);
    api.clock.advanceSeconds(601);
    expect(await people.claim(newer.token)).toMatchObject(over);
    const second = await api.signIn(1);
    const { token } = await people.start(second);
    await api.delete('/v1/sessions/current', second);
    expect(await people.claim(token)).toMatchObject(over);
    expect(await people.preview('0'.repeat(26))).toMatchObject(over);
    expect((await people.preview('I'.repeat(26))).body.code).toBe('invalid_request');
  });

  it('can be waited for until its end, and not confirmed later', async () => {
    await using api = await startApi();
    const people = messengersOf(api);
    const first = await api.signIn(1);
    const { connectionId, token } = await people.start(first);
    const { number } = people.claimed(await people.claim(token));
    api.clock.advanceSeconds(600);
    const { refreshToken } = first;
    const { accessToken } = (await api.post('/v1/sessions/refresh', { refreshToken })).body as typeof first;
    expect(await people.confirm(connectionId, number, { accessToken })).toMatchObject(
      refused(404, 'connection_not_found'),
    );
    expect(await people.see(connectionId, { accessToken })).toMatchObject({ state: 'ended' });
  });

  it('is kept as a hash, and is in no log', async () => {
    await using api = await startApi();
    const people = messengersOf(api);
    const first = await api.signIn(1);
    const { token } = await people.start(first);
    const { number } = people.claimed(await people.claim(token));
    const rows = await api.database.query({
      text: 'select identity_connections::text from identity_connections',
    });
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain('Mia Kim');
    expect(api.logs.join('\n')).not.toMatch(new RegExp(`${token}|"number":"${number}"`));
  });

  it('gives the same code again under one Idempotency-Key', async () => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(1);
    const start = () =>
      api.post('/v1/identity-connections', undefined, { accessToken, headers: { 'Idempotency-Key': 'a' } });
    expect((await start()).body).toEqual((await start()).body);
  });
});

describe('a connection beside everything else that happens', () => {
  it('makes one account of a fresh identity that signs in at the same moment', async () => {
    await using api = await startApi();
    const people = messengersOf(api);
    for (let n = 0; n < 6; n += 1) {
      const person = { subject: `US.3000000000000000${n}` };
      const first = await api.signIn(100 + n);
      const { connectionId, token } = await people.start(first);
      const { number } = people.claimed(await people.claim(token, person));
      const [confirmed, ...sessions] = await Promise.all([
        people.confirm(connectionId, number, first),
        ...Array.from({ length: 4 }, () => people.signInByWhatsapp(person)),
      ]);
      const ids = new Set(sessions.map(({ account }) => account.id));
      expect(ids.size).toBe(1);
      expect([204, 409]).toContain(confirmed.status);
      expect(ids.has(first.account.id)).toBe(confirmed.status === 204);
    }
    expect(await differences(api)).toEqual([]);
  });

  it('folds nothing in that got a history after its owner agreed', async () => {
    await using api = await startApi();
    const people = messengersOf(api);
    const first = await api.signIn(1);
    const second = await people.signInByWhatsapp();
    const { connectionId, token } = await people.start(first);
    const { number } = people.claimed(await people.claimInApp(token, second));
    await secondFactorsOf(api).enrol({ kind: 'totp' }, second);
    expect(await people.confirm(connectionId, number, first)).toMatchObject(
      refused(409, 'connection_changed'),
    );
    expect(await people.see(connectionId, first)).toMatchObject({ state: 'ended' });
    expect((await api.get('/v1/account', second)).status).toBe(200);
  });

  it('comes to nothing when either side erases itself meanwhile', async () => {
    await using api = await startApi();
    const people = messengersOf(api);
    const first = await api.signIn(1);
    const second = await people.signInByWhatsapp();
    const { connectionId, token } = await people.start(first);
    const { number } = people.claimed(await people.claimInApp(token, second));
    const [, confirmed] = await Promise.all([
      api.delete('/v1/account', second),
      people.confirm(connectionId, number, first),
    ]);
    expect([204, 404, 409]).toContain(confirmed.status);
    expect((await typesOf(api, second.account.id)).at(-1)).toBe('account.deleted.v1');
    const gone = await api.signIn(2);
    const begun = await people.start(gone);
    const claim = people.claimed(await people.claim(begun.token, { subject: 'US.10000000000000000009' }));
    await api.delete('/v1/account', gone);
    expect((await people.confirm(begun.connectionId, claim.number, gone)).status).toBe(401);
    expect(await differences(api)).toEqual([]);
  });

  it('is for bots and people each by their own door', async () => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(1);
    const body = { token: '0'.repeat(26) };
    const path = `${pathOf(mia)}/identity-connections/preview`;
    expect((await api.post(path, body, { accessToken })).body.code).toBe('invalid_token');
    const bots = await api.serviceToken();
    const own = await api.post('/v1/identity-connections/preview', body, { accessToken: bots });
    expect(own.body.code).toBe('invalid_token');
  });
});
