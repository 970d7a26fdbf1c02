import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { otherCode, secondFactorsOf, startApi, type TestApi } from '../testing/index.ts';

let nextPerson = 1;
let nextNumber = 10;

describe('a step-up', () => {
  let api: TestApi;
  let person: ReturnType<typeof secondFactorsOf>;
  beforeAll(async () => {
    api = await startApi();
    person = secondFactorsOf(api);
  });
  afterAll(() => api[Symbol.asyncDispose]());

  /** Somebody with one factor, signed in anew by the messenger alone. */
  const protectedPerson = async (kind: 'sms' | 'email' | 'totp') => {
    const userId = nextPerson++;
    const first = await api.signIn(userId);
    const n = nextNumber++;
    const body = {
      sms: { kind: 'sms' as const, phone: `+4915112${n}00${n}` },
      email: { kind: 'email' as const, email: `person${n}@example.com` },
      totp: { kind: 'totp' as const },
    }[kind];
    const { factor, secret, backupCodes = [] } = await person.enrol(body, first);
    const tokens = await api.signIn(userId);
    return { ...tokens, userId, factor, secret, backupCodes, first };
  };
  const typesOf = async (accountId: string) =>
    (await api.events()).filter(({ subject }) => subject === accountId).map(({ type }) => type);

  it('raises acr and amr of this session, by a new token; older tokens keep their level', async () => {
    const { accessToken, factor, secret, account, session } = await protectedPerson('totp');
    const challengeId = await person.challenge({ factorId: factor.id }, { accessToken });
    const answer = await person.answer(challengeId, person.nextTotpCode(secret), { accessToken });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        acr: 'urn:atlas:acr:mfa',
        amr: ['telegram', 'otp', 'mfa'],
        tokenType: 'Bearer',
        expiresIn: 600,
      },
    });
    const rename = { name: 'My phone' };
    const path = `/v1/factors/${factor.id}`;
    expect((await api.patch(path, rename, { accessToken })).body.code).toBe(
      'insufficient_user_authentication',
    );
    const raised = { accessToken: answer.body.accessToken as string };
    expect(await api.patch(path, rename, raised)).toMatchObject({ status: 200, body: rename });
    const event = (await api.events()).findLast(({ type }) => type === 'session.raised.v1');
    expect(event).toMatchObject({
      subject: account.id,
      data: {
        sessionId: session.id,
        proved: 'otp',
        amr: ['telegram', 'otp', 'mfa'],
        acr: 'urn:atlas:acr:mfa',
      },
    });
  });

  it('keeps its level when the session is refreshed', async () => {
    const { refreshToken, factor, accessToken } = await protectedPerson('email');
    await person.stepUp(factor, { accessToken });
    const { body } = await api.post('/v1/sessions/refresh', { refreshToken });
    const refreshed = { accessToken: body.accessToken as string };
    expect((await api.patch(`/v1/factors/${factor.id}`, { name: 'Mail' }, refreshed)).status).toBe(200);
    api.clock.advanceSeconds(301);
    expect((await api.patch(`/v1/factors/${factor.id}`, { name: 'Post' }, refreshed)).body.code).toBe(
      'insufficient_user_authentication',
    );
  });

  it('takes a code with spaces, and no other', async () => {
    const { accessToken, factor } = await protectedPerson('sms');
    const challengeId = await person.challenge({ factorId: factor.id }, { accessToken });
    const code = await person.sentCode(challengeId);
    expect(await person.answer(challengeId, otherCode(code), { accessToken })).toMatchObject({
      status: 401,
      body: { code: 'code_invalid', attemptsLeft: 4 },
    });
    const spaced = `${code.slice(0, 3)} ${code.slice(3)}`;
    expect((await person.answer(challengeId, spaced, { accessToken })).status).toBe(200);
    expect(await person.answer(challengeId, code, { accessToken })).toMatchObject({
      status: 410,
      body: { code: 'challenge_ended' },
    });
  });

  it('lets one of 16 right answers through', async () => {
    const { accessToken, factor } = await protectedPerson('email');
    const challengeId = await person.challenge({ factorId: factor.id }, { accessToken });
    const code = await person.sentCode(challengeId);
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => person.answer(challengeId, code, { accessToken })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(15).fill(410)]);
  });

  it('compares five of 16 wrong answers, and then not even the right one', async () => {
    const { accessToken, factor } = await protectedPerson('email');
    const challengeId = await person.challenge({ factorId: factor.id }, { accessToken });
    const code = await person.sentCode(challengeId);
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => person.answer(challengeId, otherCode(code), { accessToken })),
    );
    const told = answers.filter(({ body }) => body.code === 'code_invalid');
    expect(told.map(({ body }) => body.attemptsLeft).sort()).toEqual([0, 1, 2, 3, 4]);
    expect(answers.filter(({ body }) => body.code === 'challenge_ended')).toHaveLength(11);
    expect((await person.answer(challengeId, code, { accessToken })).body.code).toBe('challenge_ended');
  });

  it('takes one time step of an authenticator once, over 16 sessions and challenges', async () => {
    const { userId, factor, secret } = await protectedPerson('totp');
    const begun = await Promise.all(
      Array.from({ length: 16 }, async () => {
        const tokens = await api.signIn(userId);
        return { tokens, challengeId: await person.challenge({ factorId: factor.id }, tokens) };
      }),
    );
    const code = person.nextTotpCode(secret);
    const answers = await Promise.all(
      begun.map(({ tokens, challengeId }) => person.answer(challengeId, code, tokens)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(
      answers.every(
        ({ body, status }) =>
          status === 200 || ['code_invalid', 'verification_locked'].includes(body.code ?? ''),
      ),
    ).toBe(true);
  });

  it('takes an authenticator’s neighbouring steps, never an older one again', async () => {
    const { accessToken, factor, secret } = await protectedPerson('totp');
    api.clock.advanceSeconds(120);
    const ask = async (offsetSeconds: number) => {
      const challengeId = await person.challenge({ factorId: factor.id }, { accessToken });
      return (await person.answer(challengeId, person.totpCode(secret, offsetSeconds), { accessToken }))
        .status;
    };
    expect(await ask(-60)).toBe(401);
    expect(await ask(60)).toBe(401);
    expect(await ask(-30)).toBe(200);
    expect(await ask(-30)).toBe(401);
    expect(await ask(30)).toBe(200);
    expect(await ask(0)).toBe(401);
  });

  it('takes a backup code once, also from 16 sessions at once, and puts it on record', async () => {
    const { userId, account, backupCodes } = await protectedPerson('totp');
    const begun = await Promise.all(
      Array.from({ length: 16 }, async () => {
        const tokens = await api.signIn(userId);
        return { tokens, challengeId: await person.challenge({ kind: 'backup' }, tokens) };
      }),
    );
    const typed = (backupCodes[0] as string)
      .toLowerCase()
      .replace('-', ' ')
      .replaceAll('1', 'l')
      .replaceAll('0', 'o');
    const answers = await Promise.all(
      begun.map(({ tokens, challengeId }) => person.answer(challengeId, typed, tokens)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.find(({ status }) => status === 200)?.body.amr).toEqual(['telegram', 'backup', 'mfa']);
    const used = (await api.events()).filter(
      ({ type, subject }) => type === 'backup_code.used.v1' && subject === account.id,
    );
    expect(used.map(({ data }) => data.left)).toEqual([9]);
  });

  it('refuses a backup code that never was, or belongs to somebody else', async () => {
    const other = await protectedPerson('totp');
    const { accessToken } = await protectedPerson('email');
    const challengeId = await person.challenge({ kind: 'backup' }, { accessToken });
    for (const code of [other.backupCodes[0] as string, '00000-00000', '123456', 'not a code at all']) {
      expect((await person.answer(challengeId, code, { accessToken })).body.code).toBe('code_invalid');
    }
  });

  it('belongs to its session and account: to others it is as absent as any', async () => {
    const { accessToken, factor, userId } = await protectedPerson('email');
    const challengeId = await person.challenge({ factorId: factor.id }, { accessToken });
    const code = await person.sentCode(challengeId);
    const stranger = await protectedPerson('totp');
    for (const tokens of [await api.signIn(userId), stranger]) {
      for (const path of ['answer', 'resend']) {
        const answer = await api.post(
          `/v1/challenges/${challengeId}/${path}`,
          path === 'answer' ? { code } : undefined,
          tokens,
        );
        expect(answer).toMatchObject({ status: 404, body: { code: 'challenge_not_found' } });
      }
      const absent = '01890000-0000-7000-8000-000000000000';
      expect((await person.answer(absent, code, tokens)).body.code).toBe('challenge_not_found');
    }
    const foreign = await api.post('/v1/challenges', { factorId: factor.id }, stranger);
    expect(foreign).toMatchObject({ status: 404, body: { code: 'factor_not_found' } });
    expect((await person.answer(challengeId, code, { accessToken })).status).toBe(200);
  });

  it('ends with its session', async () => {
    const { accessToken, factor } = await protectedPerson('email');
    const challengeId = await person.challenge({ factorId: factor.id }, { accessToken });
    const code = await person.sentCode(challengeId);
    await api.delete('/v1/sessions/current', { accessToken });
    expect(await person.answer(challengeId, code, { accessToken })).toMatchObject({
      status: 401,
      body: { code: 'invalid_token' },
    });
  });

  it('expires after 300 s', async () => {
    const { accessToken, factor } = await protectedPerson('email');
    const challengeId = await person.challenge({ factorId: factor.id }, { accessToken });
    const code = await person.sentCode(challengeId);
    api.clock.advanceSeconds(301);
    expect((await person.answer(challengeId, code, { accessToken })).body.code).toBe('challenge_ended');
  });

  it('refuses a factor that is not set up, and what is no code', async () => {
    const { accessToken } = await api.signIn(nextPerson++);
    const { factorId } = await person.begin({ kind: 'totp' }, { accessToken });
    for (const by of [
      { factorId },
      { factorId: '01890000-0000-7000-8000-000000000000' },
      { kind: 'backup' },
    ]) {
      expect((await api.post('/v1/challenges', by, { accessToken })).body.code).toBe('factor_not_found');
    }
    for (const by of [{}, { kind: 'sms' }, { factorId: '1' }, { factorId, accountId: factorId }]) {
      expect((await api.post('/v1/challenges', by, { accessToken })).body.code).toBe('invalid_request');
    }
    for (const body of [{}, { code: '1' }, { code: 123456 }, { code: '123456', acr: 'mfa' }]) {
      const answer = await api.post(`/v1/challenges/${factorId}/answer`, body, { accessToken });
      expect(answer.body.code).toBe('invalid_request');
    }
  });

  it('answers a repeat under the same Idempotency-Key with the same challenge, and sends one code', async () => {
    const { accessToken, factor, account } = await protectedPerson('email');
    const options = { accessToken, headers: { 'Idempotency-Key': 'step-up-1' } };
    const before = (await api.commands()).filter(({ subject }) => subject === account.id).length;
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => api.post('/v1/challenges', { factorId: factor.id }, options)),
    );
    expect(new Set(answers.map(({ body }) => body.challengeId)).size).toBe(1);
    expect((await api.commands()).filter(({ subject }) => subject === account.id)).toHaveLength(before + 1);
  });

  it('keeps codes out of the log, the database and the answers', async () => {
    const { accessToken, factor } = await protectedPerson('sms');
    const challengeId = await person.challenge({ factorId: factor.id }, { accessToken });
    const code = await person.sentCode(challengeId);
    const tables = ['challenges', 'factors', 'event_log', 'code_sends', 'send_counters', 'idempotency_keys'];
    for (const table of tables) {
      const rows = await api.database.query<{ row: string }>({
        text: `select t::text as row from ${table} t`,
      });
      const text = rows.map(({ row }) => row).join('\n');
      expect(text).not.toMatch(new RegExp(`(?<![0-9a-f])${code}(?![0-9a-f])`));
      expect(text).not.toContain('+4915112');
    }
    expect(api.logs.join('')).not.toContain('+4915112');
  });

  describe('a resend', () => {
    it('sends a new code; the old one is dead, and attempts are not refilled', async () => {
      const { accessToken, factor } = await protectedPerson('sms');
      const challengeId = await person.challenge({ factorId: factor.id }, { accessToken });
      const old = await person.sentCode(challengeId);
      await person.answer(challengeId, otherCode(old), { accessToken });
      const path = `/v1/challenges/${challengeId}/resend`;
      const early = await api.post(path, undefined, { accessToken });
      expect(early).toMatchObject({ status: 429, body: { code: 'resend_too_early' } });
      expect(Number(early.headers.get('Retry-After'))).toBeGreaterThan(25);
      api.clock.advanceSeconds(31);
      const again = await api.post(path, undefined, { accessToken });
      expect(again).toMatchObject({ status: 200, body: { challengeId, attemptsLeft: 4, kind: 'sms' } });
      const code = await person.sentCode(challengeId);
      if (old !== code) {
        expect(await person.answer(challengeId, old, { accessToken })).toMatchObject({
          body: { attemptsLeft: 3 },
        });
      }
      expect((await person.answer(challengeId, code, { accessToken })).status).toBe(200);
    });

    it('waits longer each time, and five unanswered codes are enough for an hour', async () => {
      const { accessToken, factor } = await protectedPerson('email');
      const challengeId = await person.challenge({ factorId: factor.id }, { accessToken });
      const path = `/v1/challenges/${challengeId}/resend`;
      const ask = async () => {
        const { status, body } = await api.post(path, undefined, { accessToken });
        return status === 200 ? 'sent' : body.code;
      };
      for (const pauseSeconds of [30, 60, 120, 300]) {
        api.clock.advanceSeconds(pauseSeconds - 1);
        expect(await ask()).toBe('resend_too_early');
        api.clock.advanceSeconds(2);
        expect(await ask()).toBe('sent');
      }
      api.clock.advanceSeconds(50);
      expect(await ask()).toBe('send_limited');
      const other = await api.post('/v1/challenges', { factorId: factor.id }, { accessToken });
      expect(other.body.code).toBe('send_limited');
    });

    it('is not a way round: asking anew in the meantime answers the same challenge and sends nothing', async () => {
      const { accessToken, factor, account, userId } = await protectedPerson('sms');
      const by = { factorId: factor.id };
      const first = await api.post('/v1/challenges', by, { accessToken });
      const sent = (await api.commands()).filter(({ subject }) => subject === account.id).length;
      const second = await api.post('/v1/challenges', by, { accessToken });
      expect(second.body.challengeId).toBe(first.body.challengeId);
      const elsewhere = await api.post('/v1/challenges', by, await api.signIn(userId));
      expect(elsewhere.body.code).toBe('resend_too_early');
      expect((await api.commands()).filter(({ subject }) => subject === account.id)).toHaveLength(sent);
      expect((await typesOf(account.id)).at(-1)).toBe('session.opened.v1');
    });

    it('is refused where nothing is sent, and when the challenge is over', async () => {
      const { accessToken, factor } = await protectedPerson('totp');
      const challengeId = await person.challenge({ factorId: factor.id }, { accessToken });
      const nothing = await api.post(`/v1/challenges/${challengeId}/resend`, undefined, { accessToken });
      expect(nothing.body.code).toBe('challenge_not_found');
      const mail = await protectedPerson('email');
      const over = await person.challenge({ factorId: mail.factor.id }, mail);
      await person.answer(over, await person.sentCode(over), mail);
      expect((await api.post(`/v1/challenges/${over}/resend`, undefined, mail)).body.code).toBe(
        'challenge_ended',
      );
    });
  });
});
