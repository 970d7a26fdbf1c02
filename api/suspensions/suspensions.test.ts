import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messengersOf, pathOf, secondFactorsOf, startApi, type TestApi } from '../testing/index.ts';

let next = 1;
const stepUp = { status: 401, body: { code: 'insufficient_user_authentication' } };

describe('a messenger identity that may have changed hands', () => {
  let api: TestApi;
  let factors: ReturnType<typeof secondFactorsOf>;
  let people: ReturnType<typeof messengersOf>;
  let bots: { accessToken: string };
  beforeAll(async () => {
    api = await startApi();
    factors = secondFactorsOf(api);
    people = messengersOf(api);
    bots = { accessToken: await api.serviceToken() };
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const suspend = (subject: string, body: object = { reason: 'customer_identity_changed' }, options = bots) =>
    api.post(`${pathOf({ subject })}/suspension`, body, options);
  /** Somebody in WhatsApp, signed in, with an e-mail factor unless they have none. */
  const somebody = async ({ isProtected = true, phone }: { isProtected?: boolean; phone?: string } = {}) => {
    const n = next++;
    const person = { subject: `US.7${n}`, ...(phone ? { phone } : {}) };
    const opened = await people.signInByWhatsapp(person);
    const email = `who${n}@example.com`;
    const factor = isProtected ? (await factors.enrol({ kind: 'email', email }, opened)).factor : null;
    return { person, opened, factor, accountId: opened.account.id };
  };
  const typesOf = async (accountId: string) =>
    (await api.events()).filter(({ subject }) => subject === accountId).map(({ type }) => type);

  it('loses its sessions at once, and said again nothing more happens', async () => {
    const { person, opened, accountId } = await somebody();
    const answers = await Promise.all(Array.from({ length: 8 }, () => suspend(person.subject)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(204));
    expect((await api.get('/v1/account', opened)).body.code).toBe('invalid_token');
    expect((await api.post('/v1/sessions/refresh', { refreshToken: opened.refreshToken })).status).toBe(401);
    expect((await typesOf(accountId)).slice(-3)).toEqual([
      'identity.suspended.v1',
      'suspicious.activity.v1',
      'session.revoked.v1',
    ]);
    expect((await typesOf(accountId)).filter((type) => type === 'identity.suspended.v1')).toHaveLength(1);
  });

  it('is suspended though somebody holds its account for longer than a statement may wait', async () => {
    const { person, accountId } = await somebody({ isProtected: false });
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: held, resolve: hold } = Promise.withResolvers<void>();
    const holder = api.database.transaction(async (tx) => {
      await tx.query({
        text: `select pg_advisory_xact_lock(hashtextextended('atlas.account.' || $1, 0))`,
        values: [accountId],
      });
      hold();
      await released;
    });
    await held;
    const waiting = () =>
      api.database.query({ text: `select from pg_locks where locktype = 'advisory' and not granted` });
    const answers = Promise.all(Array.from({ length: 8 }, () => suspend(person.subject)));
    await expect.poll(waiting, { timeout: 5000, interval: 20 }).not.toEqual([]);
    const before = Date.now();
    await expect.poll(() => Date.now() - before, { timeout: 5000, interval: 50 }).toBeGreaterThan(1100);
    release();
    await holder;
    expect((await answers).map(({ status }) => status)).toEqual(Array(8).fill(204));
    expect((await typesOf(accountId)).filter((type) => type === 'identity.suspended.v1')).toHaveLength(1);
  });

  it('opens nothing but the proof, shows nobody’s name, and is good again by a factor', async () => {
    const { person, factor, accountId } = await somebody();
    await suspend(person.subject);
    const confined = await people.signInByWhatsapp(person);
    expect(confined).toMatchObject({ confined: true, account: { id: accountId } });
    const wanted = [
      api.get('/v1/account', confined),
      api.get('/v1/sessions', confined),
      api.get('/v1/account/history', confined),
      api.patch('/v1/account', { displayName: 'Eve' }, confined),
      api.delete('/v1/account', confined),
      api.post('/v1/factors', { kind: 'totp' }, confined),
      api.post('/v1/recovery', undefined, confined),
      api.post('/v1/identity-connections', undefined, confined),
    ];
    for (const answer of await Promise.all(wanted)) expect(answer).toMatchObject(stepUp);
    for (const path of ['/account', '/sessions', '/factors'])
      expect(await api.get(pathOf(person) + path, bots)).toMatchObject({
        status: 403,
        body: { code: 'identity_suspended' },
      });
    expect((await people.preview('0'.repeat(16), person)).body.code).toMatch(
      /identity_suspended|invalid_request/,
    );

    expect((await api.get('/v1/factors', confined)).status).toBe(200);
    const raised = await factors.stepUp({ id: factor?.id ?? '' }, confined);
    expect((await api.get('/v1/account', { accessToken: raised.accessToken })).status).toBe(200);
    expect((await api.get(`${pathOf(person)}/account`, bots)).status).toBe(200);
    expect((await typesOf(accountId)).slice(-2)).toEqual(['session.raised.v1', 'identity.reinstated.v1']);
  });

  it('stays confined after a refresh and a wrong code', async () => {
    const { person, factor } = await somebody();
    await suspend(person.subject);
    const confined = await people.signInByWhatsapp(person);
    const refreshed = await api.post('/v1/sessions/refresh', { refreshToken: confined.refreshToken });
    expect(refreshed.body).toMatchObject({ confined: true, account: { displayName: '' } });
    expect(await api.get('/v1/account', { accessToken: String(refreshed.body.accessToken) })).toMatchObject(
      stepUp,
    );
    const challengeId = await factors.challenge({ factorId: factor?.id ?? '' }, confined);
    await factors.answer(challengeId, '000000', confined);
    expect(await api.get('/v1/account', confined)).toMatchObject(stepUp);
  });

  it('is opened by no code to the very number it stands on', async () => {
    const phone = '+4915112345777';
    const { person, accountId } = await somebody({ isProtected: false });
    const { accessToken } = await people.signInByWhatsapp(person);
    await factors.enrol({ kind: 'sms', phone }, { accessToken });
    // Whoever has the number now writes from it: their WhatsApp shows it.
    await suspend(person.subject);
    const thief = await people.signInByWhatsapp({ ...person, phone });
    expect(thief.account.id).toBe(accountId);
    const { items } = (await api.get('/v1/factors', thief)).body as unknown as { items: { id: string }[] };
    expect(await api.post('/v1/challenges', { factorId: items[0]?.id }, thief)).toMatchObject({
      status: 422,
      body: { code: 'factor_not_allowed' },
    });
    expect(await api.get('/v1/account', thief)).toMatchObject(stepUp);
  });

  it('with a new user id comes back as who they were, once that is proved; never before, and nobody else', async () => {
    const { person, factor, accountId } = await somebody();
    const successor = `GB.8${next++}`;
    await suspend(person.subject, { reason: 'user_changed_number', successor });
    const stranger = await people.signInByWhatsapp({ subject: `US.9${next++}` });
    expect(stranger.account.id).not.toBe(accountId);
    const confined = await people.signInByWhatsapp({ subject: successor });
    expect(confined.account).toMatchObject({ id: accountId });
    expect(await api.get('/v1/account', confined)).toMatchObject(stepUp);
    expect((await api.get(`${pathOf({ subject: successor })}/account`, bots)).body.code).toBe(
      'identity_suspended',
    );
    await factors.stepUp({ id: factor?.id ?? '' }, confined);
    expect((await api.get(`${pathOf({ subject: successor })}/account`, bots)).body.id).toBe(accountId);
    expect((await api.get(`${pathOf(person)}/account`, bots)).body.code).toBe('account_not_found');
  });

  it('with nothing to prove it by stays shut, and the new user id begins anew', async () => {
    const { person, accountId } = await somebody({ isProtected: false });
    const successor = `GB.8${next++}`;
    await suspend(person.subject, { reason: 'user_changed_user_id', successor });
    const anew = await people.signInByWhatsapp({ subject: successor });
    expect(anew.account.id).not.toBe(accountId);
    expect((await api.get('/v1/account', anew)).status).toBe(200);
    const shut = await people.signInByWhatsapp(person);
    expect(await api.get('/v1/account', shut)).toMatchObject({
      status: 403,
      body: { code: 'identity_suspended' },
    });
    expect((await api.delete('/v1/sessions/current', shut)).status).toBe(204);
  });

  it('takes no account over from a new user id that is somebody already', async () => {
    const { person, accountId } = await somebody();
    const other = await somebody();
    await suspend(person.subject, { reason: 'user_changed_number', successor: other.person.subject });
    expect((await people.signInByWhatsapp(other.person)).account.id).toBe(other.accountId);
    expect((await people.signInByWhatsapp(person)).account.id).toBe(accountId);
  });

  it('is suspended by bots only, and in form', async () => {
    const { person, opened } = await somebody({ isProtected: false });
    const path = `${pathOf(person)}/suspension`;
    const reason = 'customer_identity_changed';
    for (const options of [{}, { accessToken: opened.accessToken }])
      expect((await api.post(path, { reason }, options)).body.code).toBe('invalid_token');
    for (const body of [{}, { reason: 'x' }, { reason, successor: 'a b' }, { reason, accountId: 'x' }])
      expect((await suspend(person.subject, body)).body.code).toBe('invalid_request');
    expect((await suspend('US.404')).body.code).toBe('account_not_found');
    expect((await api.get('/v1/account', opened)).status).toBe(200);
  });
});
