import { randomUUIDv7 } from 'node:crypto';
import { createDatabase } from '@atlas/shared/postgres';
import { createVault } from '@atlas/shared/sealing';
import { generateSecret, ScureBase32Plugin } from 'otplib';
import { ratioGoal, type Section } from '../bench.ts';
import { signedInitData } from '../bot.ts';
import { startServer } from '../process.ts';
import { seedDatabase } from '../seed.ts';
import { login } from './sign-in.ts';

/** More than can be answered in a round; few enough that the server remembers every verified token. */
const people = 18_000;
const secret = generateSecret();

type Person = { accountId: string; sessionId: string; factorId: string; token: string };

/** Sixteen at a time, in order of arrival. */
const inTurn = async <T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> => {
  const done: T[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const n = next;
      next += 1;
      done[n] = await work(n);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return done;
};

const signIn = async (url: string, id: number): Promise<Person> => {
  const response = await fetch(`${url}/v1/sessions/telegram`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ initData: signedInitData(id) }),
  });
  const { account, session, accessToken } = (await response.json()) as {
    account: { id: string };
    session: { id: string };
    accessToken: string;
  };
  // Once seen, a token's signature is remembered, as it is after the request that began the challenge.
  await (await fetch(`${url}/v1/account`, { headers: { Authorization: `Bearer ${accessToken}` } })).text();
  return { accountId: account.id, sessionId: session.id, factorId: randomUUIDv7(), token: accessToken };
};

/** Gives everybody an authenticator, all with the same secret, each sealed for itself. */
const seedFactors = async (database: ReturnType<typeof createDatabase>, everybody: readonly Person[]) => {
  const vault = createVault([Buffer.alloc(32, 1)]);
  const bytes = new ScureBase32Plugin().decode(secret);
  const sealed = everybody.map(({ accountId, factorId }) =>
    vault.seal(bytes, { table: 'factors', column: 'sealed_secret', rowId: factorId, accountId }),
  );
  await database.query({
    text: `insert into factors (id, account_id, kind, name, state, is_default, sealed_secret, last_step, created_at)
           select id, account_id, 'totp', 'Authenticator', 'active', true, sealed, 0, now()
           from unnest($1::uuid[], $2::uuid[], $3::text[]) as f (id, account_id, sealed)`,
    values: [everybody.map(({ factorId }) => factorId), everybody.map(({ accountId }) => accountId), sealed],
  });
};

/** A challenge for everybody, and time steps as if none had been used. */
const seedChallenges = async (database: ReturnType<typeof createDatabase>, everybody: readonly Person[]) => {
  const ids = everybody.map(() => randomUUIDv7());
  await database.query({ text: 'truncate challenges' });
  await database.query({ text: 'update factors set last_step = 0 where last_step > 0' });
  await database.query({
    text: `insert into challenges (id, account_id, session_id, kind, purpose, factor_id, created_at, expires_at)
           select c.id, f.account_id, c.session_id, 'totp', 'step_up', f.id, now(), now() + interval '300 seconds'
           from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as c (id, session_id, factor_id) join factors f on f.id = c.factor_id`,
    values: [ids, everybody.map(({ sessionId }) => sessionId), everybody.map(({ factorId }) => factorId)],
  });
  await database.query({ text: 'vacuum analyze challenges, factors, sessions' });
  return everybody.map(({ token }, n) => ({ id: ids[n] as string, token }));
};

/** An authenticator's code: looked up, verified, used up in one conditional statement, answered with a new token. */
export const secondFactorSection: Section = {
  name: 'second-factor',
  title: 'Second factor',
  run: async ({ postgresUrl, alternate }) => {
    const url = await seedDatabase(postgresUrl, 'bench_second_factor', people);
    const database = createDatabase({
      url,
      applicationName: 'bench',
      maxConnections: 1,
      statementTimeoutMs: 600_000,
    });
    const floor = await startServer('floor.ts', url);
    const atlas = await startServer('atlas.ts', url);
    const everybody = await inTurn(people, (n) => signIn(atlas.url, n + 1));
    await seedFactors(database, everybody);
    const [select, answer] = await alternate([
      { name: 'floor: one select', round: login(`${floor.url}/select`, people) },
      {
        name: 'Atlas: authenticator code',
        round: async () => ({
          url: atlas.url,
          request: { kind: 'answer', secret, challenges: await seedChallenges(database, everybody) },
        }),
      },
    ]);
    await Promise.all([floor.stop(), atlas.stop()]);
    await database.close();
    return {
      goals: [ratioGoal('authenticator code to the one-select floor', answer, select, 0.35)],
      rates: {
        heading: 'Second factor',
        about:
          'Each request answers a challenge of its own with the code its authenticator shows: attempt spent, time step used up, session raised, event appended, new ES256 edge token. The floor selects one row and signs a token.',
        summaries: [select, answer].filter((summary) => summary !== undefined),
      },
    };
  },
};
