import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { otherCode, secondFactorsOf, startApi, type TestApi } from '../testing/index.ts';

let nextPerson = 1;

describe('wrong values', () => {
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
    const enrolled = await person.enrol({ kind: 'totp' }, first);
    return { userId, holder: enrolled, ...enrolled, ...(await api.signIn(userId)) };
  };
  type Person = Awaited<ReturnType<typeof protectedPerson>>;
  const wrongOf = ({ secret }: Person) => otherCode(otherCode(person.totpCode(secret)));

  /** Types wrong codes, five to a challenge, until something else than "wrong" is said. */
  const guess = async (me: Person, times: number) => {
    const said: (string | undefined)[] = [];
    let challengeId = '';
    for (let tried = 0; tried < times; tried += 1) {
      if (tried % 5 === 0) challengeId = await person.challenge({ factorId: me.factor.id }, me);
      said.push((await person.answer(challengeId, wrongOf(me), me)).body.code);
    }
    return said;
  };
  const alertsOf = async ({ account }: Person) =>
    (await api.events())
      .filter(({ subject, type }) => subject === account.id && type === 'suspicious.activity.v1')
      .map(({ data }) => data.kind);

  it('lock verification after ten within 15 min: for 15 min, then for twice as long', async () => {
    const me = await protectedPerson();
    expect(await guess(me, 10)).toEqual(Array(10).fill('code_invalid'));
    const challengeId = await person.challenge({ factorId: me.factor.id }, me);
    const locked = await person.answer(challengeId, person.nextTotpCode(me.secret), me);
    expect(locked).toMatchObject({ status: 429, body: { code: 'verification_locked' } });
    expect(Number(locked.headers.get('Retry-After'))).toBeGreaterThan(860);
    expect(await alertsOf(me)).toEqual(['codes_guessed']);

    api.clock.advanceSeconds(15 * 60);
    const again = { ...me, ...(await api.signIn(me.userId)) };
    expect(await guess(again, 11)).toEqual([...Array(10).fill('code_invalid'), 'verification_locked']);
    api.clock.advanceSeconds(20 * 60);
    const still = { ...me, ...(await api.signIn(me.userId)) };
    expect(await guess(still, 1)).toEqual(['verification_locked']);
    expect(await alertsOf(me)).toEqual(['codes_guessed', 'codes_guessed']);
  });

  it('are forgotten with a right one', async () => {
    const me = await protectedPerson();
    expect(await guess(me, 9)).toEqual(Array(9).fill('code_invalid'));
    await person.stepUp({ id: me.factor.id, secret: me.secret }, me);
    expect(await guess(me, 9)).toEqual(Array(9).fill('code_invalid'));
    await person.stepUp({ id: me.factor.id, secret: me.secret }, me);
    expect(await alertsOf(me)).toEqual([]);
  });

  it('count over all factors and backup codes together', async () => {
    const me = await protectedPerson();
    expect(await guess(me, 8)).toEqual(Array(8).fill('code_invalid'));
    const backup = await person.challenge({ kind: 'backup' }, me);
    for (const code of ['00000-00000', '00000-00001']) {
      expect((await person.answer(backup, code, me)).body.code).toBe('code_invalid');
    }
    const right = await person.answer(backup, me.backupCodes?.[0] as string, me);
    expect(right.body.code).toBe('verification_locked');
    expect(await alertsOf(me)).toEqual(['codes_guessed']);
  });

  it('never cost more than ten comparisons, from 16 sessions at once', async () => {
    const me = await protectedPerson();
    const begun = await Promise.all(
      Array.from({ length: 16 }, async () => {
        const tokens = await api.signIn(me.userId);
        return { tokens, challengeId: await person.challenge({ factorId: me.factor.id }, tokens) };
      }),
    );
    const answers = await Promise.all(
      begun.map(({ tokens, challengeId }) => person.answer(challengeId, wrongOf(me), tokens)),
    );
    const codes = answers.map(({ body }) => body.code).sort();
    expect(codes).toEqual([...Array(10).fill('code_invalid'), ...Array(6).fill('verification_locked')]);
    expect(await alertsOf(me)).toEqual(['codes_guessed']);
  });

  it('lock nobody out of what a session already holds', async () => {
    const me = await protectedPerson();
    await guess(me, 10);
    const { holder } = me;
    expect((await api.patch(`/v1/factors/${me.factor.id}`, { name: 'Still mine' }, holder)).status).toBe(200);
    expect((await api.get('/v1/account', holder)).status).toBe(200);
  });

  it('switch a factor off after 100 in a row, and leave the account protected', async () => {
    const me = await protectedPerson();
    await guess(me, 1);
    await api.database.query({
      text: 'update factors set wrong_in_row = 99 where id = $1',
      values: [me.factor.id],
    });
    expect(await guess(me, 1)).toEqual(['code_invalid']);
    const mine = (await api.events()).filter(({ subject }) => subject === me.account.id);
    expect(mine.slice(-2)).toMatchObject([
      { type: 'two_factor.disabled.v1', data: { factorKind: 'totp', reason: 'locked', wasLast: true } },
      { type: 'suspicious.activity.v1', data: { kind: 'factor_locked' } },
    ]);
    expect((await api.get('/v1/factors', me)).body.items).toEqual([]);
    const challenge = await api.post('/v1/challenges', { factorId: me.factor.id }, me);
    expect(challenge.body.code).toBe('factor_not_found');
    // Whoever guessed must not be able to bring a factor of their own.
    const takeOver = await api.post('/v1/factors', { kind: 'totp' }, me);
    expect(takeOver.body.code).toBe('insufficient_user_authentication');
    // The ways back: a backup code, or a recovery.
    const backup = await person.challenge({ kind: 'backup' }, me);
    const raised = await person.answer(backup, me.backupCodes?.[0] as string, me);
    expect(raised.status).toBe(200);
    await person.enrol({ kind: 'totp' }, { accessToken: raised.body.accessToken as string });
  });
});
