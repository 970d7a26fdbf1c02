import { newTraceparent } from '@atlas/shared/trace';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { otherCode, secondFactorsOf, startApi, type TestApi } from '../testing/index.ts';
import { answerChallenges } from './answer-query.ts';

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

  it('never wait for each other in a circle, in whichever order the same people come', async () => {
    const person = secondFactorsOf(api);
    const asked = await Promise.all(
      Array.from({ length: 12 }, async (_, n) => {
        const { accessToken, account, session } = await api.signIn(n + 101);
        const { challengeId } = await person.begin({ kind: 'totp' }, { accessToken });
        return { accountId: account.id, sessionId: session.id, challengeId };
      }),
    );
    const wrong = asked.map((ref) => ({
      ...ref,
      now: api.clock(),
      purpose: 'enrol' as const,
      given: Buffer.alloc(32),
      candidates: null,
      traceparent: newTraceparent(),
    }));
    const trips = [wrong, wrong.toReversed(), wrong, wrong.toReversed()];
    const answers = await Promise.all(trips.map((many) => answerChallenges(api.database, api.clock(), many)));

    for (const row of answers.flat()) expect(row).toMatchObject({ outcome: 'wrong' });
    const spent = answers[0]?.map((_, n) =>
      [answers[0]?.[n], answers[1]?.[11 - n], answers[2]?.[n], answers[3]?.[11 - n]]
        .map((row) => (row as { attemptsLeft: number }).attemptsLeft)
        .toSorted(),
    );
    expect(spent).toEqual(Array(12).fill([1, 2, 3, 4]));
  });
});
