import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase, readCommand, runCommand, UsageError } from '@atlas/shared/command-line';
import { requestReplay } from '@atlas/shared/event-bus';
import { type Database, systemClock } from '@atlas/shared/ports';
import { z } from 'zod';
import { countParked, countRequested, type ParkedFilter, selectParkedKeys } from './queries.ts';

const help = `npm run -s parked -- list|replay [--group G] [--key ACCOUNT]

Events that a consumer group could not handle. The later ones of the same account wait behind them, so that its order
holds; everybody else's flow on.

  list [--group G] [--key ACCOUNT] [--limit 100]     an account and group a row, as JSON
  replay --group G [--key ACCOUNT] [--wait 30]       handles them again, oldest first, up to the first that fails again;
                                                     waits so many seconds for the outcome

A process of the group does the work: it has to run. Exit code 0: nothing of it is parked any more; 1: something still
is; 2: could not look.

Uses DATABASE_URL, or the embedded PostgreSQL of an Atlas that runs here (npm start).
`;

const text = { type: 'string' } as const;
const lookEveryMs = 200;

const Options = z.object({
  group: z.string().min(1).optional(),
  key: z.uuid('is no account id').optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  wait: z.coerce.number().min(0).max(3600).default(30),
});

const print = (answer: object) => process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);

const replay = async (database: Database, filter: ParkedFilter, waitSeconds: number): Promise<number> => {
  const { group, key } = filter;
  if (!group) throw new UsageError('--group: whose parked events? `list` names them.');
  if (group === 'relay:kafka')
    throw new UsageError('--group: the relay parks what no topic takes. It stays in the log alone.');
  const asked = await requestReplay(database, { group, key, now: systemClock() });
  const until = performance.now() + waitSeconds * 1000;
  let waiting = asked;
  while (waiting > 0 && performance.now() < until) {
    await delay(lookEveryMs);
    waiting = await countRequested(database, filter);
  }
  const left = await countParked(database, filter);
  print({ asked, handled: Math.max(asked - left, 0), notTriedYet: waiting, stillParked: left });
  return left === 0 ? 0 : 1;
};

await runCommand(help, async () => {
  const { values, positionals } = readCommand({ group: text, key: text, limit: text, wait: text });
  const [command, ...rest] = positionals;
  const { data, error } = Options.safeParse(values);
  if (error)
    throw new UsageError(error.issues.map(({ path, message }) => `--${path.join()}: ${message}`).join('\n'));
  if (rest.length > 0 || (command !== 'list' && command !== 'replay'))
    throw new UsageError('Say list or replay; --help shows how.');
  const { limit, wait, ...filter } = data;
  const database = await openDatabase(process.env, { applicationName: 'atlas-parked' });
  try {
    if (command === 'replay') return await replay(database, filter, wait);
    const items = await selectParkedKeys(database, filter, limit);
    print({ items });
    return items.length === 0 ? 0 : 1;
  } finally {
    await database.close();
  }
});
