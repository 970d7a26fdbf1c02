import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, messengersOf, pathOf, secondFactorsOf, startApi, type TestApi } from '../testing/index.ts';

let next = 1;
const newSubject = () => `US.81${next++}`;

describe('the phone number of a messenger identity', () => {
  let api: TestApi;
  let people: ReturnType<typeof messengersOf>;
  let factors: ReturnType<typeof secondFactorsOf>;
  let bots: { accessToken: string };
  beforeAll(async () => {
    api = await startApi();
    people = messengersOf(api);
    factors = secondFactorsOf(api);
    bots = { accessToken: await api.serviceToken() };
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const tell = (subject: string, phone: unknown, as: object = bots) =>
    api.call('PUT', `${pathOf({ subject })}/phone`, { body: { phone }, ...as });

  it('is kept sealed, shown to its owner alone, and gone with the account', async () => {
    const subject = newSubject();
    const opened = await people.signInByWhatsapp({ subject });
    expect((await tell(subject, '+12025550161')).status).toBe(204);
    const stored = await api.database.query({ text: 'select * from messenger_phones' });
    expect(stored).toHaveLength(1);
    expect(JSON.stringify(stored)).not.toContain('2025550161');
    expect(api.logs.join('')).not.toContain('2025550161');
    const { body } = await api.get('/v1/account/export', opened);
    expect(JSON.stringify(body)).toContain('+12025550161');
    expect((await api.delete('/v1/account', opened)).status).toBe(204);
    expect(await api.database.query({ text: 'select * from messenger_phones' })).toEqual([]);
  });

  it('is on record once, however often and at once it is told, and again when it is another', async () => {
    const subject = newSubject();
    const { account } = await people.signInByWhatsapp({ subject });
    await Promise.all(Array.from({ length: 6 }, () => tell(subject, '+12025550162')));
    await tell(subject, '+12025550162');
    const proved = async () =>
      api.database.query({
        text: `select data from audit_records where action = 'identity.phone_proved' and subject = $1`,
        values: [account.id],
      });
    expect(await proved()).toHaveLength(1);
    await tell(subject, '+12025550163');
    expect(await proved()).toHaveLength(2);
    expect(JSON.stringify(await proved())).not.toContain('202555');
  });

  it('lets nobody’s codes come to the very number that signs in', async () => {
    const subject = newSubject();
    const opened = await people.signInByWhatsapp({ subject });
    await tell(subject, '+4915112345671');
    expect(await api.post('/v1/factors', { kind: 'sms', phone: '+4915112345671' }, opened)).toMatchObject({
      status: 422,
      body: { code: 'factor_not_allowed' },
    });
  });

  it('is taken from a bot alone, of somebody who is known and not doubted, and only as E.164', async () => {
    const subject = newSubject();
    expect(await tell(subject, '+12025550164')).toMatchObject({
      status: 404,
      body: { code: 'account_not_found' },
    });
    const opened = await people.signInByWhatsapp({ subject });
    for (const phone of ['12025550164', '+0123', '+1 202 555', 7, undefined])
      expect((await tell(subject, phone)).body.code).toBe('invalid_request');
    expect((await tell(subject, '+12025550164', {})).status).toBe(401);
    expect((await tell(subject, '+12025550164', { accessToken: opened.accessToken })).status).toBe(401);
    await api.post(`${pathOf({ subject })}/suspension`, { reason: 'customer_identity_changed' }, bots);
    expect((await tell(subject, '+12025550164')).body.code).toBe('identity_suspended');
  });

  describe('and a code for another number', () => {
    /** Somebody in Telegram and WhatsApp, with a number that codes go to. */
    const somebody = async (phone?: string) => {
      const n = next++;
      const subject = `US.82${n}`;
      const first = await api.signIn(9000 + n);
      const { factor, ...session } = await factors.enrol(
        { kind: 'sms', phone: `+49151123457${String(n).padStart(2, '0')}` },
        first,
      );
      await connect(people, session, { subject });
      if (phone) await tell(subject, phone);
      return { subject, factorId: factor.id, session };
    };
    const secretOf = async (challengeId: string) =>
      (await api.commands()).find(({ data }) => 'challengeId' in data && data.challengeId === challengeId)
        ?.secret as { whatsapp?: unknown };
    const ask = async (factorId: string, session: { accessToken: string }) =>
      (await secretOf(await factors.challenge({ factorId }, session))).whatsapp;

    it('names the chat it may go to instead, sealed, with the number where one is known', async () => {
      const known = await somebody('+12025550165');
      expect(await ask(known.factorId, known.session)).toEqual({
        appScope: '123456789012345',
        userId: known.subject,
        phone: '+12025550165',
      });
      const log = await api.database.query({ text: 'select data from event_log' });
      expect(JSON.stringify(log)).not.toMatch(/2025550165/);
      const unknown = await somebody();
      expect(await ask(unknown.factorId, unknown.session)).toEqual({
        ...{ appScope: '123456789012345', userId: unknown.subject, phone: null },
      });
    });

    it('names none for whoever signs in by that chat, nor where it is doubted whose it is', async () => {
      const one = await somebody('+12025550166');
      const byChat = await people.signInByWhatsapp(one);
      expect(await ask(one.factorId, byChat)).toBeNull();
      const other = await somebody('+12025550167');
      await api.post(`${pathOf(other)}/suspension`, { reason: 'customer_identity_changed' }, bots);
      expect(await ask(other.factorId, other.session)).toBeNull();
    });

    it('names none when it is to confirm the number, and none without a chat', async () => {
      const one = await somebody('+12025550168');
      api.clock.advanceSeconds(60);
      const begun = await factors.begin({ kind: 'sms', phone: '+4915112345799' }, one.session);
      expect((await secretOf(begun.challengeId)).whatsapp).toBeNull();
      const alone = await api.signIn(8999);
      const { factor, ...session } = await factors.enrol({ kind: 'sms', phone: '+4915112345798' }, alone);
      expect(await ask(factor.id, session)).toBeNull();
    });
  });
});
