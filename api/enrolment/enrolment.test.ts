import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { otherCode, secondFactorsOf, startApi, type TestApi } from '../testing/index.ts';

let nextPerson = 1;

describe('setting up a second factor', () => {
  let api: TestApi;
  let person: ReturnType<typeof secondFactorsOf>;
  beforeAll(async () => {
    api = await startApi();
    person = secondFactorsOf(api);
  });
  afterAll(() => api[Symbol.asyncDispose]());
  const signIn = async () => {
    const userId = nextPerson++;
    return { userId, ...(await api.signIn(userId)) };
  };
  const typesOf = async (accountId: string) =>
    (await api.events()).filter(({ subject }) => subject === accountId).map(({ type }) => type);

  it('sends a code to the number, takes it, and hands out backup codes with the first factor', async () => {
    const { accessToken, account } = await signIn();
    const answer = await api.post('/v1/factors', { kind: 'sms', phone: '+49 1511 2345601' }, { accessToken });
    expect(answer).toMatchObject({ status: 201, body: { kind: 'sms', destination: '+4•••01' } });
    const { factorId, challengeId } = answer.body as { factorId: string; challengeId: string };
    const [command] = (await api.commands()).filter(({ subject }) => subject === account.id);
    expect(command).toMatchObject({
      type: 'notify.send_code.v1',
      data: { challengeId, channel: 'sms', purpose: 'enrol', locale: 'en' },
      secret: { destination: '+4915112345601', code: expect.stringMatching(/^\d{6}$/) },
    });
    expect((await api.get('/v1/factors', { accessToken })).body.items).toEqual([]);

    const code = await person.sentCode(challengeId);
    const confirmed = await api.post(`/v1/factors/${factorId}/confirm`, { code }, { accessToken });
    expect(confirmed).toMatchObject({
      status: 200,
      body: {
        acr: 'urn:atlas:acr:mfa',
        amr: ['telegram', 'sms', 'mfa'],
        factor: { id: factorId, kind: 'sms', name: 'SMS', destination: '+4•••01', isDefault: true },
      },
    });
    const backupCodes = confirmed.body.backupCodes as string[];
    expect(new Set(backupCodes).size).toBe(10);
    for (const each of backupCodes) expect(each).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    expect((await api.get('/v1/factors', { accessToken })).body).toMatchObject({
      items: [{ id: factorId }],
      backupCodes: { left: 10, confirmed: false },
    });
    expect(await typesOf(account.id)).toEqual([
      'user.registered.v1',
      'session.opened.v1',
      'notify.send_code.v1',
      'session.raised.v1',
      'two_factor.enabled.v1',
      'backup_codes.created.v1',
    ]);
  });

  it('sets up an authenticator: secret, URI and QR once, active after a code', async () => {
    const { accessToken } = await signIn();
    const enrolment = await person.begin({ kind: 'totp' }, { accessToken });
    expect(enrolment.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(enrolment.otpauthUri).toMatch(
      /^otpauth:\/\/totp\/Atlas:Person%20\d+\?secret=[A-Z2-7]{32}&issuer=Atlas$/,
    );
    expect(enrolment.qrSvg).toContain('<svg');
    expect(enrolment).toMatchObject({ destination: null, resendAfter: null });
    const code = person.totpCode(enrolment.secret as string);
    const confirmed = await api.post(`/v1/factors/${enrolment.factorId}/confirm`, { code }, { accessToken });
    expect(confirmed.body).toMatchObject({ amr: ['telegram', 'otp', 'mfa'] });
    expect(JSON.stringify(await api.database.query({ text: 'select * from factors' }))).not.toContain(
      enrolment.secret,
    );
  });

  it('does not take the set-up’s own code again for a step-up', async () => {
    const { accessToken } = await signIn();
    const { factor, secret } = await person.enrol({ kind: 'totp' }, { accessToken });
    const challengeId = await person.challenge({ factorId: factor.id }, { accessToken });
    expect(await person.answer(challengeId, person.totpCode(secret), { accessToken })).toMatchObject({
      status: 401,
      body: { code: 'code_invalid', attemptsLeft: 4 },
    });
  });

  it('sends QR and key to the chat where asked, and takes them back once confirmed or begun again', async () => {
    const { accessToken, account } = await signIn();
    const body = { kind: 'totp', deliver: 'chat' };
    const first = (await api.post('/v1/factors', body, { accessToken })).body as { secret: string };
    const again = (await api.post('/v1/factors', body, { accessToken })).body as Record<string, string>;
    const code = person.totpCode(again.secret as string);
    expect((await api.post(`/v1/factors/${again.factorId}/confirm`, { code }, { accessToken })).status).toBe(
      200,
    );

    const commands = (await api.commands()).filter(({ subject }) => subject === account.id);
    const [firstRef, , secondRef] = commands.map(({ data }) => (data as { messageRef: string }).messageRef);
    expect(commands).toMatchObject([
      { type: 'notify.send_totp_setup.v1', secret: { secret: first.secret } },
      { type: 'notify.delete_message.v1', data: { messageRef: firstRef } },
      { type: 'notify.send_totp_setup.v1', secret: { secret: again.secret, otpauthUri: again.otpauthUri } },
      { type: 'notify.delete_message.v1', data: { messageRef: secondRef } },
    ]);
    const sent = commands[0] as { data: { expiresAt: string } };
    expect(new Date(sent.data.expiresAt).getTime() - api.clock().getTime()).toBeLessThanOrEqual(300_000);
  });

  it('keeps several factors at once, and one default', async () => {
    const { accessToken } = await signIn();
    const first = await person.enrol({ kind: 'totp' }, { accessToken });
    const mail = await person.enrol({ kind: 'email', email: 'A@Example.com' }, first);
    expect(mail).toMatchObject({ factor: { isDefault: false, destination: 'a•••@e•••' } });
    expect(mail.backupCodes).toBeUndefined();
    const sms = await person.enrol({ kind: 'sms', phone: '+4915112345602' }, mail);
    const { items } = (await api.get('/v1/factors', sms)).body as {
      items: { id: string; isDefault: boolean }[];
    };
    expect(items.map(({ id, isDefault }) => [id, isDefault])).toEqual([
      [first.factor.id, true],
      [mail.factor.id, false],
      [sms.factor.id, false],
    ]);
  });

  it('ends all other sessions, and what they had pending', async () => {
    const { accessToken, userId } = await signIn();
    const other = await api.signIn(userId);
    const pending = await person.begin({ kind: 'totp' }, other);
    await person.enrol({ kind: 'email', email: 'other@example.com' }, { accessToken });
    expect((await api.get('/v1/account', other)).status).toBe(401);
    const code = person.totpCode(pending.secret as string);
    const late = await api.post(`/v1/factors/${pending.factorId}/confirm`, { code }, other);
    expect(late).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    const revoked = (await api.events()).findLast(({ type }) => type === 'session.revoked.v1');
    expect(revoked?.data).toEqual({ sessionIds: [other.session.id], reason: 'factor_added' });
  });

  it('never touches an active factor: an attempt that is not finished changes nothing', async () => {
    const { accessToken } = await signIn();
    const active = await person.enrol({ kind: 'totp' }, { accessToken });
    const attempt = await person.begin({ kind: 'totp' }, active);
    expect(attempt.secret).not.toBe(active.secret);
    await expect(
      person.stepUp({ id: active.factor.id, secret: active.secret }, active),
    ).resolves.toMatchObject({
      acr: 'urn:atlas:acr:mfa',
    });
    const { items } = (await api.get('/v1/factors', active)).body as { items: { id: string }[] };
    expect(items.map(({ id }) => id)).toEqual([active.factor.id]);
  });

  it('forgets a set-up after 600 s, and a code after 300 s', async () => {
    const { accessToken, refreshToken } = await signIn();
    const totp = await person.begin({ kind: 'totp' }, { accessToken });
    const mail = await person.begin({ kind: 'email', email: 'late@example.com' }, { accessToken });
    const code = await person.sentCode(mail.challengeId);
    api.clock.advanceSeconds(301);
    const lateCode = await api.post(`/v1/factors/${mail.factorId}/confirm`, { code }, { accessToken });
    expect(lateCode).toMatchObject({ status: 410, body: { code: 'challenge_ended' } });
    api.clock.advanceSeconds(300);
    const late = await api.post(
      `/v1/factors/${totp.factorId}/confirm`,
      { code: person.totpCode(totp.secret as string) },
      { accessToken: (await api.post('/v1/sessions/refresh', { refreshToken })).body.accessToken as string },
    );
    expect(late).toMatchObject({ status: 410, body: { code: 'challenge_ended' } });
  });

  it('asks for a fresh proof, and for a factor where there is one', async () => {
    const { accessToken, userId } = await signIn();
    api.clock.advanceSeconds(301);
    expect((await api.post('/v1/factors', { kind: 'totp' }, { accessToken })).body.code).toBe(
      'fresh_proof_required',
    );
    const fresh = await api.signIn(userId);
    await person.enrol({ kind: 'totp' }, fresh);
    const again = await api.signIn(userId);
    expect((await api.post('/v1/factors', { kind: 'totp' }, again)).body).toMatchObject({
      code: 'insufficient_user_authentication',
      maxAge: 300,
    });
  });

  it('refuses what is no number, no address, or no kind', async () => {
    const { accessToken } = await signIn();
    for (const body of [
      { kind: 'sms', phone: '12345' },
      { kind: 'sms', phone: '+49' },
      { kind: 'sms', phone: 'call me' },
      { kind: 'sms' },
      { kind: 'email', email: 'nobody' },
      { kind: 'pigeon' },
      { kind: 'totp', secret: 'JBSWY3DPEHPK3PXP' },
      { kind: 'totp', accountId: 'x' },
    ]) {
      expect((await api.post('/v1/factors', body, { accessToken })).body.code, JSON.stringify(body)).toBe(
        'invalid_request',
      );
    }
  });

  it('refuses numbers nobody reads messages on, and countries that are not listed', async () => {
    const { accessToken } = await signIn();
    for (const phone of ['+19005551234', '+18005551234', '+442079460018', '+8801712345678']) {
      const answer = await api.post('/v1/factors', { kind: 'sms', phone }, { accessToken });
      expect([phone, answer.status, answer.body.code]).toEqual([phone, 422, 'destination_not_supported']);
    }
  });

  it('refuses the number the person signs in with at WhatsApp: it would be its own second factor', async () => {
    const { accessToken, account } = await signIn();
    const { factorId } = await person.begin({ kind: 'sms', phone: '+4915112345603' }, { accessToken });
    await api.database.query({
      text: `insert into identities (id, account_id, messenger, app_scope, subject, created_at, phone_index)
             select gen_random_uuid(), $1, 'whatsapp', 'waba', 'BSUID.1', $3, destination_index from factors where id = $2`,
      values: [account.id, factorId, api.clock()],
    });
    const again = await api.post('/v1/factors', { kind: 'sms', phone: '+4915112345603' }, { accessToken });
    expect(again).toMatchObject({ status: 422, body: { code: 'factor_not_allowed' } });
  });

  it('refuses a number that is already a factor of mine, and says nothing about anybody else’s', async () => {
    const phone = '+4915112345604';
    const owner = await signIn();
    const mine = await person.enrol({ kind: 'sms', phone }, owner);
    api.clock.advanceSeconds(31);
    expect(await api.post('/v1/factors', { kind: 'sms', phone }, mine)).toMatchObject({
      status: 409,
      body: { code: 'factor_exists' },
    });
    const stranger = await signIn();
    const known = await api.post('/v1/factors', { kind: 'sms', phone }, stranger);
    const other = await signIn();
    const unknown = await api.post('/v1/factors', { kind: 'sms', phone: '+4915112345704' }, other);
    const shape = ({ status, body }: typeof known) => [
      status,
      Object.keys(body),
      body.kind,
      body.destination,
    ];
    expect(shape(known)).toEqual(shape(unknown));
  });

  it('counts wrong codes, and ends after five', async () => {
    const { accessToken } = await signIn();
    const { factorId, challengeId } = await person.begin(
      { kind: 'email', email: 'five@example.com' },
      { accessToken },
    );
    const code = await person.sentCode(challengeId);
    const confirm = (typed: string) =>
      api.post(`/v1/factors/${factorId}/confirm`, { code: typed }, { accessToken });
    for (const attemptsLeft of [4, 3, 2, 1, 0]) {
      expect(await confirm(otherCode(code))).toMatchObject({
        status: 401,
        body: { code: 'code_invalid', attemptsLeft },
      });
    }
    expect(await confirm(code)).toMatchObject({ status: 410, body: { code: 'challenge_ended' } });
  });

  it('confirms only in the session that began, and only what it began', async () => {
    const { accessToken, userId } = await signIn();
    const { factorId, challengeId } = await person.begin(
      { kind: 'email', email: 'mine@example.com' },
      { accessToken },
    );
    const code = await person.sentCode(challengeId);
    const stranger = await signIn();
    const otherSession = await api.signIn(userId);
    for (const tokens of [stranger, otherSession]) {
      const answer = await api.post(`/v1/factors/${factorId}/confirm`, { code }, tokens);
      expect(answer).toMatchObject({ status: 404, body: { code: 'factor_not_found' } });
    }
    expect(await person.answer(challengeId, code, { accessToken })).toMatchObject({ status: 404 });
  });

  it('lets one of 16 right confirmations through, and hands out one set of backup codes', async () => {
    const { accessToken, account } = await signIn();
    const { factorId, secret } = await person.begin({ kind: 'totp' }, { accessToken });
    const code = person.totpCode(secret as string);
    const answers = await Promise.all(
      Array.from({ length: 16 }, () =>
        api.post(`/v1/factors/${factorId}/confirm`, { code }, { accessToken }),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.every((status) => [200, 410].includes(status))).toBe(true);
    expect((await typesOf(account.id)).filter((type) => type === 'two_factor.enabled.v1')).toHaveLength(1);
    expect((await typesOf(account.id)).filter((type) => type === 'backup_codes.created.v1')).toHaveLength(1);
  });

  it('answers a repeat under the same Idempotency-Key with the first enrolment, and sends one code', async () => {
    const { accessToken, account } = await signIn();
    const options = { accessToken, headers: { 'Idempotency-Key': 'enrol-1' } };
    const body = { kind: 'email', email: 'again@example.com' };
    const [first, second] = [
      await api.post('/v1/factors', body, options),
      await api.post('/v1/factors', body, options),
    ];
    expect(second.body).toEqual(first.body);
    expect((await api.commands()).filter(({ subject }) => subject === account.id)).toHaveLength(1);
    const reused = await api.post('/v1/factors', { ...body, email: 'else@example.com' }, options);
    expect(reused).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });
});
