import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@atlas/shared/postgres';
import { signedInitData } from './bot.ts';
import type { Round } from './load.ts';
import { measureMemory } from './memory.ts';
import { measure, startLoad, startServer } from './process.ts';
import { seedDatabase } from './seed.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    accounts: { type: 'string', default: '1000000' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  process.stdout.write(`npm run bench -- [--rounds 5] [--seconds 4] [--accounts 1000000]

Runs a floor and Atlas side by side, in alternating rounds, load from a process of its own, on a PostgreSQL of its own.
Prints medians, spread and ratios, and writes bench/results.md.
`);
  process.exit(0);
}
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
const manyAccounts = Number(options.accounts);
const connections = 16;
const say = (line: string) => process.stdout.write(`${line}\n`);

type Contender = { name: string; round: () => Omit<Round, 'seconds' | 'connections'> };
type Summary = { name: string; median: number; low: number; high: number; p50Ms: number; p99Ms: number };

const middle = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

const load = startLoad();

/** Contenders in turn, round after round, so that what disturbs the machine disturbs all alike. */
const alternate = async (contenders: readonly Contender[]): Promise<Summary[]> => {
  const results = contenders.map(() => [] as { perSecond: number; p50Ms: number; p99Ms: number }[]);
  for (let n = 0; n <= rounds; n += 1) {
    for (const [index, { name, round }] of contenders.entries()) {
      const result = await load.run({ ...round(), seconds: n === 0 ? 2 : seconds, connections });
      if (result.failed > 0) throw new Error(`${name}: ${result.failed} of ${result.sent} failed`);
      if (n > 0) results[index]?.push(result); // the first round warms up
    }
  }
  return contenders.map(({ name }, index) => {
    const own = results[index] ?? [];
    const rates = own.map(({ perSecond }) => perSecond);
    return {
      name,
      median: middle(rates),
      low: Math.min(...rates),
      high: Math.max(...rates),
      p50Ms: middle(own.map(({ p50Ms }) => p50Ms)),
      p99Ms: middle(own.map(({ p99Ms }) => p99Ms)),
    };
  });
};

const login =
  (url: string, people: number): Contender['round'] =>
  () => ({ url, request: { kind: 'login', firstId: 1, people, inTurn: false } });

let nextNewId = 100_000_000;
const firstLogin =
  (url: string): Contender['round'] =>
  () => {
    nextNewId += 1_000_000;
    return { url, request: { kind: 'login', firstId: nextNewId, people: 1, inTurn: true } };
  };

const rateLines = (summaries: readonly Summary[]) => [
  '| | median /s | lowest – highest | p50 ms | p99 ms |',
  '| --- | ---: | ---: | ---: | ---: |',
  ...summaries.map(
    ({ name, median, low, high, p50Ms, p99Ms }) =>
      `| ${name} | ${median.toFixed(0)} | ${low.toFixed(0)} – ${high.toFixed(0)} | ${p50Ms.toFixed(1)} | ${p99Ms.toFixed(1)} |`,
  ),
];

type Goal = { what: string; figure: string; goal: string; reached: boolean };
const goals: Goal[] = [];
const ratio = (what: string, of: Summary | undefined, to: Summary | undefined, goal: number) => {
  const value = (of?.median ?? 0) / (to?.median ?? 1);
  goals.push({ what, figure: `${value.toFixed(2)} ×`, goal: `≥ ${goal} ×`, reached: value >= goal });
};

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

const folder = await mkdtemp(join(tmpdir(), 'atlas-bench-'));
await chmod(folder, 0o711);
const postgres = await startEmbeddedPostgres({ dataDirectory: join(folder, 'postgres') });
try {
  say('Seeding…');
  const small = await seedDatabase(postgres.url, 'bench_small', 1000);
  const middleSized = await seedDatabase(postgres.url, 'bench_middle', 100_000);
  const large = await seedDatabase(postgres.url, 'bench_large', manyAccounts);

  say('Sign-in and read, at 1 000 accounts…');
  const floor = await startServer('floor.ts', small);
  const hello = await startServer('hello.ts');
  const atlas = await startServer('atlas.ts', small);
  const signIn = `${atlas.url}/v1/sessions/telegram`;
  const tokens: string[] = [];
  for (let id = 1; id <= 50; id += 1) {
    const response = await fetch(signIn, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ initData: signedInitData(id) }),
    });
    tokens.push(((await response.json()) as { accessToken: string }).accessToken);
  }
  const main = await alternate([
    { name: 'floor: durable statement', round: login(`${floor.url}/insert`, 1000) },
    { name: 'Atlas: returning login', round: login(signIn, 1000) },
    { name: 'Atlas: first login', round: firstLogin(signIn) },
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
  const [durable, returning, first, , helloWorld, read] = main;
  ratio('returning login to the durable-statement floor', returning, durable, 0.6);
  ratio('first login to the durable-statement floor', first, durable, 0.5);
  ratio('authenticated read to Express hello', read, helloWorld, 0.25);

  say('Returning login at 1 000, 100 000 and many accounts…');
  const servers = await Promise.all([small, middleSized, large].map((url) => startServer('atlas.ts', url)));
  const sizes = [1000, 100_000, manyAccounts];
  const bySize = await alternate(
    servers.map((server, index) => ({
      name: `${sizes[index]?.toLocaleString('en')} accounts`,
      round: login(`${server.url}/v1/sessions/telegram`, sizes[index] ?? 1),
    })),
  );
  await Promise.all(servers.map((server) => server.stop()));
  ratio(
    `login at ${manyAccounts.toLocaleString('en')} accounts to login at 1,000`,
    bySize[2],
    bySize[0],
    0.8,
  );

  say('Events…');
  const relays = [];
  for (let n = 0; n < 3; n += 1) {
    const url = await seedDatabase(postgres.url, `bench_relay_${n}`, 10);
    relays.push((await measure<{ perSecond: number }>('bus.ts', 'relay', url, '300000')).perSecond);
  }
  const ages = await measure<{ p50Ms: number; p99Ms: number }>('bus.ts', 'age', small, '500', '10');
  const deliveryDatabase = await seedDatabase(postgres.url, 'bench_delivery', 10);
  const delivery = await measure<{ p50Ms: number; p99Ms: number; measured: number; total: number }>(
    'delivery.ts',
    deliveryDatabase,
    '50',
    '10',
  );
  goals.push({
    what: 'relay to an embedded consumer',
    figure: `${middle(relays).toFixed(0)} events/s`,
    goal: '≥ 30 000',
    reached: middle(relays) >= 30_000,
  });
  goals.push({
    what: 'event age at the consumer, 500 events/s',
    figure: `p50 ${ages.p50Ms} ms, p99 ${ages.p99Ms} ms`,
    goal: 'p99 ≤ 50 ms',
    reached: ages.p99Ms <= 50,
  });
  goals.push({
    what: 'first sign-in answered → welcome at the Bot API, 50/s',
    figure: `p50 ${delivery.p50Ms.toFixed(1)} ms, p99 ${delivery.p99Ms.toFixed(1)} ms (${delivery.measured} of ${delivery.total})`,
    goal: 'all arrive',
    reached: delivery.measured >= delivery.total * 0.99,
  });

  say('Memory…');
  const memory = await measureMemory(await freePort());
  goals.push({
    what: 'memory of the whole all-in-one, PostgreSQL included (PSS)',
    figure: `${memory.megabytes.toFixed(0)} MB`,
    goal: '< 350 MB',
    reached: memory.megabytes < 350,
  });

  const report = [
    '# Bench results',
    '',
    `The last run of \`npm run bench\`, ${new Date().toISOString().slice(0, 10)}: ${cpus().length} × ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${release()}, Node ${process.version}, PostgreSQL 18 (fsync on).`,
    `Medians of ${rounds} alternating rounds of ${seconds} s, ${connections} connections, load from a process of its own on the same machine.`,
    '',
    '| goal | measured | wanted | |',
    '| --- | ---: | ---: | --- |',
    ...goals.map(
      ({ what, figure, goal, reached }) =>
        `| ${what} | ${figure} | ${goal} | ${reached ? 'reached' : '**not reached**'} |`,
    ),
    '',
    '## Rates',
    '',
    'The floor is `node:http` doing only the work itself: body parsed, init data verified, one durable single-row insert (or one select), an ES256 JWT.',
    '',
    ...rateLines(main),
    '',
    '## Returning login by number of accounts',
    '',
    ...rateLines(bySize),
    '',
  ].join('\n');
  await writeFile(join(import.meta.dirname, 'results.md'), report);
  say(`\n${report}`);
} finally {
  await load.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);
