import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { otherCode, secondFactorsOf, startApi, type TestApi } from '../testing/index.ts';

describe('many answers at once', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api[Symbol.asyncDispose]());

  it('are each decided for its own person, and keep every account’s events in order', async () => {
    const person = secondFactorsOf(api);
    const people = await Promise.all(
      Array.from({ length: 10 }, async (_, n) => {
        const { accessToken } = await api.signIn(n + 1);
        const { factor, secret } = await person.enrol({ kind: 'totp' }, { accessToken });
        return { accessToken, factorId: factor.id, secret };
      }),
    );
    api.clock.advanceSeconds(30);
    const asked = await Promise.all(
      people.map(async ({ accessToken, factorId, secret }) => ({
        options: { accessToken },
        challengeId: await person.challenge({ factorId }, { accessToken }),
        code: person.totpCode(secret),
      })),
    );
    // Everybody twice: wrong, and right.
    const answers = await Promise.all(
      asked.flatMap(({ challengeId, code, options }) => [
        person.answer(challengeId, otherCode(code), options),
        person.answer(challengeId, code, options),
      ]),
    );

    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((_, n) => n % 2 === 1)).toEqual(Array(10).fill(200));
    expect(statuses.filter((_, n) => n % 2 === 0).every((status) => status === 401 || status === 410)).toBe(
      true,
    );
    const accounts = await api.database.query<{ sequences: number[] }>({
      text: 'select array_agg(sequence order by transaction_id, position) as sequences from event_log group by subject',
    });
    expect(accounts).toHaveLength(10);
    for (const { sequences } of accounts) expect(sequences).toEqual(sequences.map((_, n) => n + 1));
  });
});
