import { randomBytes, randomUUIDv7 } from 'node:crypto';
import type { Database } from '@atlas/shared/ports';
import { createLogger } from '@atlas/shared/process';
import { createTestDatabase } from '@atlas/shared/testing';
import { newTraceparent } from '@atlas/shared/trace';
import { describe, expect, inject, it } from 'vitest';
import { lockAccount } from '../event-log/index.ts';
import { startApi } from '../testing/index.ts';
import { signInMany } from './sign-in-many-query.ts';
import type { SignInValues } from './sign-in-query.ts';
import { createSignIns } from './sign-ins.ts';

const route = '/v1/sessions/telegram';
const logger = createLogger({ process: 'test', level: 'fatal' }, { write: () => {} });
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

const valuesFor = (subject: number): SignInValues => {
  const now = new Date();
  const [sessionId, accountId] = [randomUUIDv7(), randomUUIDv7()];
  return {
    now,
    messenger: 'telegram',
    appScope: '7000000001',
    subject: String(subject),
    fingerprint: randomBytes(32),
    pinExpiresAt: now,
    jkt: null,
    needsKnownKey: false,
    registration: {
      accountId,
      identityId: randomUUIDv7(),
      displayName: `Person ${subject}`,
      locale: 'en',
      sealedKey: 'sealed',
      eventId: randomUUIDv7(),
      data: {},
    },
    sessionId,
    amr: ['telegram'],
    acr: 'urn:atlas:acr:messenger',
    authTime: now,
    proofFreshUntil: now,
    device: 'Telegram',
    sessionExpiresAt: now,
    openedEventId: randomUUIDv7(),
    openedData: {},
    refreshHash: randomBytes(32),
    refreshExpiresAt: now,
    traceparent: newTraceparent(),
  };
};

/** Each account's sequence numbers, in the order in which readers of the log meet them. */
const sequencesOf = (database: Database) =>
  database.query<{ sequences: number[] }>({
    text: `select array_agg(sequence order by transaction_id, position) as sequences from event_log group by subject`,
  });

describe('many sign-ins at once', () => {
  it('open a session for each, known or new, and keep every account’s events in order', async () => {
    await using api = await startApi();
    for (const id of numbers(10)) await api.post(route, { initData: api.initDataFor(id) });
    const answers = await Promise.all(
      numbers(120).map((n) => api.post(route, { initData: api.initDataFor((n % 30) + 1) })),
    );

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(answers.filter(({ body }) => body.isNew)).toHaveLength(20);
    const sessions = answers.map(({ body }) => (body.session as { id: string }).id);
    expect(new Set(sessions).size).toBe(120);
    const perAccount = await sequencesOf(api.database);
    expect(perAccount).toHaveLength(30);
    for (const { sequences } of perAccount) expect(sequences).toEqual(numbers(sequences.length));
  });

  it('refuse the one that is a replay, and take the others', async () => {
    await using api = await startApi();
    const used = api.initDataFor(1);
    await api.post(route, { initData: used });
    const [replay, ...others] = await Promise.all(
      [used, ...numbers(20).map((id) => api.initDataFor(id))].map((initData) =>
        api.post(route, { initData }),
      ),
    );

    expect(replay).toMatchObject({ status: 401, body: { code: 'init_data_replayed' } });
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([201]));
  });

  it('share one transaction, known, new and the same person twice', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    await signInMany(database, [valuesFor(1)]);
    const signedIn = await signInMany(database, [1, 1, 2, 3].map(valuesFor));

    expect(signedIn.map(({ n, isNew }) => [n, isNew]).toSorted()).toEqual([
      [0, false],
      [1, false],
      [2, true],
      [3, true],
    ]);
    const events = await database.query({
      text: 'select distinct transaction_id from event_log',
    });
    expect(events).toHaveLength(2);
    for (const { sequences } of await sequencesOf(database))
      expect(sequences).toEqual(numbers(sequences.length));
  });

  it('are not held up by one whose statement fails', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    const signIns = createSignIns({ database, logger }, { atOnce: 1 });
    const broken = { ...valuesFor(3), device: 'a\u0000b' }; // PostgreSQL's text can't hold it
    const outcomes = await Promise.allSettled(
      [valuesFor(1), valuesFor(2), broken, valuesFor(4)].map((values) => signIns(values)),
    );

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await database.query({ text: 'select from sessions' })).toHaveLength(3);
  });

  it('are not held up by one whose account is busy', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    const signIns = createSignIns({ database, logger }, { atOnce: 1 });
    const opened = await signIns(valuesFor(3));
    const { accountId } = opened as { accountId: string };
    const outcomes = await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      return Promise.allSettled([1, 2, 3, 4].map((subject) => signIns(valuesFor(subject))));
    });

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[2]).toMatchObject({ reason: { code: 'unavailable' } });
  });

  it('never wait for each other in a circle, whichever processes the same people come to', async () => {
    await using database = await createTestDatabase(inject('postgres'), { maxConnections: 12 });
    const processes = numbers(4).map(() => createSignIns({ database, logger }));
    const people = [...numbers(25), ...numbers(25).reverse()];
    for (const _round of numbers(3))
      await Promise.all(processes.flatMap((signIns) => people.map((subject) => signIns(valuesFor(subject)))));

    const perAccount = await sequencesOf(database);
    expect(perAccount).toHaveLength(25);
    for (const { sequences } of perAccount) expect(sequences).toEqual(numbers(1 + 3 * 4 * 2));
  });
});
