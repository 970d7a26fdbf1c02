import { type Contender, ratioGoal, type Section } from '../bench.ts';
import { signedInitData } from '../bot.ts';
import { startServer } from '../process.ts';
import { seedDatabase } from '../seed.ts';

export const login =
  (url: string, people: number): Contender['round'] =>
  () => ({ url, request: { kind: 'login', firstId: 1, people, inTurn: false } });

const firstLogin = (url: string): Contender['round'] => {
  let nextNewId = 100_000_000;
  return () => {
    nextNewId += 1_000_000;
    return { url, request: { kind: 'login', firstId: nextNewId, people: 1, inTurn: true } };
  };
};

/** Edge tokens of the first 50 people. */
export const signIn = async (url: string): Promise<string[]> => {
  const tokens: string[] = [];
  for (let id = 1; id <= 50; id += 1) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ initData: signedInitData(id) }),
    });
    tokens.push(((await response.json()) as { accessToken: string }).accessToken);
  }
  return tokens;
};

export const signInSection: Section = {
  name: 'sign-in',
  title: 'Sign-in and read, at 1 000 accounts',
  run: async ({ postgresUrl, alternate }) => {
    const database = await seedDatabase(postgresUrl, 'bench_sign_in', 1000);
    const floor = await startServer('floor.ts', database);
    const hello = await startServer('hello.ts');
    const atlas = await startServer('atlas.ts', database);
    const url = `${atlas.url}/v1/sessions/telegram`;
    const tokens = await signIn(url);
    const summaries = await alternate([
      { name: 'floor: durable statement', round: login(`${floor.url}/insert`, 1000) },
      { name: 'Atlas: returning login', round: login(url, 1000) },
      { name: 'Atlas: first login', round: firstLogin(url) },
      { name: 'floor: one select', round: login(`${floor.url}/select`, 1000) },
      {
        name: 'floor: Express hello',
        round: () => ({ url: hello.url, request: { kind: 'read', tokens: [] } }),
      },
      {
        name: 'Atlas: authenticated read',
        round: () => ({ url: `${atlas.url}/v1/account`, request: { kind: 'read', tokens } }),
      },
    ]);
    await Promise.all([floor.stop(), hello.stop(), atlas.stop()]);
    const [durable, returning, first, , helloWorld, read] = summaries;
    return {
      goals: [
        ratioGoal('returning login to the durable-statement floor', returning, durable, 0.6),
        ratioGoal('first login to the durable-statement floor', first, durable, 0.5),
        ratioGoal('authenticated read to Express hello', read, helloWorld, 0.25),
      ],
      rates: {
        heading: 'Sign-in and read',
        about:
          'The floor is `node:http` doing only the work itself: body parsed, init data verified, one durable single-row insert (or one select), an ES256 JWT.',
        summaries,
      },
    };
  },
};
