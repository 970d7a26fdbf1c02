import { createClient } from '@atlas/api';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { type Contender, ratioGoal, type Section } from '../bench.ts';
import { measure, startServer } from '../process.ts';
import { seedDatabase } from '../seed.ts';
import { signIn } from './sign-in.ts';

const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

const encode = (parameters: Record<string, string>) => new URLSearchParams(parameters).toString();

const registerClient = async (databaseUrl: string) => {
  const database = createDatabase({ url: databaseUrl, applicationName: 'bench', maxConnections: 1 });
  try {
    const created = await createClient({ database, clock: systemClock })({
      name: 'B',
      audiences: ['orders'],
    });
    const credentials = Buffer.from(`${created.clientId}:${created.clientSecret}`).toString('base64');
    return { authorization: `Basic ${credentials}` };
  } finally {
    await database.close();
  }
};

const post =
  (url: string, headers: Record<string, string>, forms: readonly string[]): Contender['round'] =>
  () => ({ url, request: { kind: 'form', headers, forms } });

/** An access token for each edge token. */
const exchange = async (url: string, headers: Record<string, string>, forms: readonly string[]) => {
  const tokens: string[] = [];
  for (const body of forms) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
      body,
    });
    tokens.push(((await response.json()) as { access_token: string }).access_token);
  }
  return tokens;
};

export const tokenApiSection: Section = {
  name: 'token-api',
  title: 'Token API',
  run: async ({ postgresUrl, alternate }) => {
    const database = await seedDatabase(postgresUrl, 'bench_token_api', 1000);
    const hello = await startServer('hello.ts');
    const atlas = await startServer('atlas.ts', database);
    const basic = await registerClient(database);
    const edgeTokens = await signIn(`${atlas.url}/v1/sessions/telegram`);
    const exchanges = edgeTokens.map((token) =>
      encode({
        grant_type: tokenExchange,
        subject_token: token,
        subject_token_type: accessTokenType,
        scope: 'orders:view',
      }),
    );
    const url = `${atlas.url}/oauth/token`;
    const accessTokens = await exchange(url, basic, exchanges);
    const summaries = await alternate([
      { name: 'Atlas: client credentials', round: post(url, basic, ['grant_type=client_credentials']) },
      { name: 'Atlas: token exchange', round: post(url, basic, exchanges) },
      {
        name: 'floor: Express hello',
        round: () => ({ url: hello.url, request: { kind: 'read', tokens: [] } }),
      },
      {
        name: 'Atlas: introspection',
        round: post(
          `${atlas.url}/oauth/introspect`,
          basic,
          accessTokens.map((token) => encode({ token })),
        ),
      },
    ]);
    await Promise.all([hello.stop(), atlas.stop()]);
    const [credentials, exchanged, helloWorld, introspection] = summaries;
    const verify = await measure<{ jose: number; verifier: number }>('verify.ts');
    const verifyRatio = verify.verifier / verify.jose;
    return {
      goals: [
        ratioGoal('token exchange to client credentials', exchanged, credentials, 0.5),
        ratioGoal('introspection to Express hello', introspection, helloWorld, 0.25),
        {
          what: 'checking an access token inside to bare jose, warm key',
          figure: `${verifyRatio.toFixed(2)} × (${verify.verifier.toFixed(0)}/s)`,
          goal: '≥ 0.8 ×',
          reached: verifyRatio >= 0.8,
        },
      ],
      rates: {
        heading: 'Token API',
        about: 'Client by secret; 50 people’s tokens in turn. Every request looks up client and session.',
        summaries,
      },
    };
  },
};
