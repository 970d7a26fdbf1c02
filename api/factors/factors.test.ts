import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secondFactorsOf, startApi, type TestApi } from '../testing/index.ts';

let nextPerson = 1;

describe('second factors', () => {
  let api: TestApi;
  let person: ReturnType<typeof secondFactorsOf>;
  beforeAll(async () => {
    api = await startApi();
    person = secondFactorsOf(api);
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const protectedPerson = async () => {
    const userId = nextPerson++;
    const first = await api.signIn(userId);
    return { ...first, userId, ...(await person.enrol({ kind: 'totp' }, first)) };
  };
  const idsOf = async (tokens: { accessToken: string }) =>
    ((await api.get('/v1/factors', tokens)).body.items as { id: string; isDefault: boolean }[]).map(
      ({ id, isDefault }) => (isDefault ? `${id} default` : id),
    );

  it('are renamed and made the default, once on record', async () => {
    const me = await protectedPerson();
    const mail = await person.enrol({ kind: 'email', email: 'me@example.com' }, me);
    const path = `/v1/factors/${mail.factor.id}`;
    const answer = await api.patch(path, { name: 'Work', isDefault: true }, mail);
    expect(answer).toMatchObject({ status: 200, body: { name: 'Work', isDefault: true } });
    expect(await api.patch(path, { name: 'Work', isDefault: true }, mail)).toMatchObject({ status: 200 });
    expect(await idsOf(mail)).toEqual([`${mail.factor.id} default`, me.factor.id]);
    const updates = (await api.events()).filter(({ type }) => type === 'two_factor.updated.v1');
    expect(updates.map(({ data }) => data.isDefault)).toEqual([true]);
  });

  it('are removed with a step-up: another becomes the default, other sessions end', async () => {
    const me = await protectedPerson();
    const mail = await person.enrol({ kind: 'email', email: 'you@example.com' }, me);
    const other = await api.signIn(me.userId);
    expect((await api.delete(`/v1/factors/${me.factor.id}`, mail)).status).toBe(204);
    expect(await idsOf(mail)).toEqual([`${mail.factor.id} default`]);
    expect((await api.get('/v1/account', other)).status).toBe(401);
    const mine = (await api.events()).filter(({ subject }) => subject === me.account.id);
    expect(mine.slice(-2)).toMatchObject([
      { type: 'two_factor.disabled.v1', data: { factorKind: 'totp', reason: 'removed', wasLast: false } },
      { type: 'session.revoked.v1', data: { sessionIds: [other.session.id], reason: 'factor_removed' } },
    ]);
  });

  it('leave nothing behind with the last: backup codes are void, and this session is the messenger’s again', async () => {
    const { accessToken, factor, account, userId, refreshToken } = await protectedPerson();
    expect((await api.delete(`/v1/factors/${factor.id}`, { accessToken })).status).toBe(204);
    expect((await api.get('/v1/factors', { accessToken })).body).toMatchObject({
      items: [],
      backupCodes: { left: 0 },
    });
    // The raised token still says mfa; the session does not.
    expect((await api.post('/v1/backup-codes', undefined, { accessToken })).body.code).toBe(
      'insufficient_user_authentication',
    );
    const { body } = await api.post('/v1/sessions/refresh', { refreshToken });
    const claims = JSON.parse(
      Buffer.from((body.accessToken as string).split('.')[1] as string, 'base64url').toString(),
    );
    expect(claims).toMatchObject({ acr: 'urn:atlas:acr:messenger', amr: ['telegram', 'otp'] });
    expect((await api.events()).findLast(({ type }) => type === 'two_factor.disabled.v1')).toMatchObject({
      subject: account.id,
      data: { wasLast: true },
    });
    await person.enrol({ kind: 'totp' }, await api.signIn(userId));
  });

  it('are removed once, however many ask at once', async () => {
    const me = await protectedPerson();
    const mail = await person.enrol({ kind: 'email', email: 'race@example.com' }, me);
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => api.delete(`/v1/factors/${me.factor.id}`, mail)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(15).fill(404)]);
  });

  it('are shown to nobody else, and changed by nobody without a step-up', async () => {
    const owner = await protectedPerson();
    const stranger = await protectedPerson();
    const path = `/v1/factors/${owner.factor.id}`;
    expect(await idsOf(stranger)).not.toContain(owner.factor.id);
    expect((await api.delete(path, stranger)).body.code).toBe('factor_not_found');
    expect((await api.patch(path, { name: 'Mine' }, stranger)).body.code).toBe('factor_not_found');
    const weak = await api.signIn(owner.userId);
    expect((await api.delete(path, weak)).body.code).toBe('insufficient_user_authentication');
    expect((await api.patch(path, { name: 'Mine' }, weak)).body.code).toBe(
      'insufficient_user_authentication',
    );
    for (const body of [{}, { name: '' }, { isDefault: false }, { kind: 'sms' }]) {
      expect((await api.patch(path, body, owner)).body.code).toBe('invalid_request');
    }
    expect((await api.delete('/v1/factors/1', owner)).body.code).toBe('invalid_request');
  });

  it('guard the account’s other sessions: only who gave one ends them', async () => {
    const owner = await protectedPerson();
    const weak = await api.signIn(owner.userId);
    for (const path of [`/v1/sessions/${owner.session.id}`, '/v1/sessions', '/v1/sessions?except=current']) {
      expect((await api.delete(path, weak)).body.code).toBe('insufficient_user_authentication');
    }
    expect((await api.delete(`/v1/sessions/${weak.session.id}`, owner)).status).toBe(204);
    const again = await api.signIn(owner.userId);
    expect((await api.delete('/v1/sessions/current', again)).status).toBe(204);
  });

  it('are told to the person’s bot, masked', async () => {
    const me = await protectedPerson();
    await person.enrol({ kind: 'sms', phone: '+4915112345699' }, me);
    const bot = { accessToken: await api.serviceToken() };
    const { status, body } = await api.get(
      `/v1/service/identities/telegram/7000000001/${me.userId}/factors`,
      bot,
    );
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toContain('+4•••99');
    expect(JSON.stringify(body)).not.toContain('4915112345699');
    const nobody = await api.get('/v1/service/identities/telegram/7000000001/999999/factors', bot);
    expect(nobody.body.code).toBe('account_not_found');
  });
});

describe('backup codes', () => {
  let api: TestApi;
  let person: ReturnType<typeof secondFactorsOf>;
  beforeAll(async () => {
    api = await startApi();
    person = secondFactorsOf(api);
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const confirm = (code: string, tokens: { accessToken: string }) =>
    api.post('/v1/backup-codes/confirm', { code }, tokens);

  it('are made anew with a step-up; the old ones are dead', async () => {
    const first = await api.signIn(1);
    const me = await person.enrol({ kind: 'totp' }, first);
    const renewed = await api.post('/v1/backup-codes', undefined, me);
    expect(renewed.status).toBe(201);
    const codes = renewed.body.codes as string[];
    expect(codes).toHaveLength(10);
    const challengeId = await person.challenge({ kind: 'backup' }, me);
    const old = me.backupCodes?.[0] as string;
    expect((await person.answer(challengeId, old, me)).body.code).toBe('code_invalid');
    expect((await person.answer(challengeId, codes[9] as string, me)).status).toBe(200);
    expect((await api.get('/v1/factors', me)).body).toMatchObject({ backupCodes: { left: 9 } });
    const weak = await api.signIn(1);
    expect((await api.post('/v1/backup-codes', undefined, weak)).body.code).toBe(
      'insufficient_user_authentication',
    );
    const made = (await api.events()).filter(({ type }) => type === 'backup_codes.created.v1');
    expect(made.map(({ data }) => data.count)).toEqual([10, 10]);
  });

  it('are confirmed by one typed back, which stays good', async () => {
    const me = await person.enrol({ kind: 'totp' }, await api.signIn(2));
    const [code = ''] = me.backupCodes ?? [];
    expect(await confirm('00000-00000', me)).toMatchObject({ status: 401, body: { code: 'code_invalid' } });
    expect((await confirm(code, me)).status).toBe(204);
    expect((await confirm(code, me)).status).toBe(204);
    expect((await api.get('/v1/factors', me)).body).toMatchObject({
      backupCodes: { left: 10, confirmed: true },
    });
    const challengeId = await person.challenge({ kind: 'backup' }, me);
    expect((await person.answer(challengeId, code, me)).status).toBe(200);
    expect((await confirm(code, me)).body.code).toBe('code_invalid');
    expect((await confirm('1', me)).body.code).toBe('invalid_request');
  });

  it('share the budget of wrong values: guessing one back locks verification', async () => {
    const me = await person.enrol({ kind: 'totp' }, await api.signIn(3));
    for (let guess = 0; guess < 10; guess += 1) {
      expect((await confirm(`00000-0000${guess}`, me)).body.code).toBe('code_invalid');
    }
    const [code = ''] = me.backupCodes ?? [];
    expect(await confirm(code, me)).toMatchObject({ status: 429, body: { code: 'verification_locked' } });
  });

  it('rest neither in the clear nor open to the master key alone', async () => {
    const me = await person.enrol({ kind: 'totp' }, await api.signIn(4));
    const rows = await api.database.query<{
      id: string;
      accountId: string;
      sealedHash: string;
      salt: Buffer;
    }>({
      text: `select c.id, c.sealed_hash as "sealedHash", s.account_id as "accountId", s.salt
             from backup_codes c join backup_code_sets s on s.id = c.set_id`,
    });
    const opened = rows.map(({ id, accountId, sealedHash }) =>
      api.vault
        .open(sealedHash, { table: 'backup_codes', column: 'sealed_hash', rowId: id, accountId })
        .toString('latin1'),
    );
    for (const code of me.backupCodes ?? []) {
      for (const form of [code, code.replace('-', '')]) {
        expect(JSON.stringify(rows)).not.toContain(form);
        expect(opened.join()).not.toContain(form);
      }
    }
    expect(new Set(opened).size).toBe(rows.length);
  });
});

describe('erasing an account', () => {
  it('takes its factors, codes and recoveries along; the export had told them, without secrets', async () => {
    await using api = await startApi();
    const person = secondFactorsOf(api);
    const first = await api.signIn(1);
    const totp = await person.enrol({ kind: 'totp' }, first);
    const me = await person.enrol({ kind: 'email', email: 'gone@example.com' }, totp);
    await api.post('/v1/recovery', undefined, me);

    const { body } = await api.get('/v1/account/export', me);
    expect(body.secondFactors).toMatchObject({
      factors: [
        { kind: 'totp', destination: null },
        { kind: 'email', destination: 'gone@example.com' },
      ],
      recoveries: [{ outcome: null }],
    });
    expect(JSON.stringify(body)).not.toContain(totp.secret);

    expect((await api.delete('/v1/account', me)).status).toBe(204);
    for (const table of ['factors', 'challenges', 'backup_code_sets', 'recoveries', 'code_sends']) {
      const [row] = await api.database.query<{ count: number }>({ text: `select count(*) from ${table}` });
      expect([table, row?.count]).toEqual([table, 0]);
    }
    const disabled = (await api.events()).filter(({ type }) => type === 'two_factor.disabled.v1');
    expect(disabled.map(({ data }) => [data.reason, data.wasLast])).toEqual([
      ['account_deleted', false],
      ['account_deleted', true],
    ]);
  });
});
