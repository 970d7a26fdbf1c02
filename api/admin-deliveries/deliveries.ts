import process from 'node:process';
import { openDatabase, readCommand, runCommand, UsageError } from '@atlas/shared/command-line';
import { AtlasError } from '@atlas/shared/errors';
import { systemClock } from '@atlas/shared/ports';
import { AdminDeliveriesQuery, DecisionsQuery, ReplayManyBody } from '@atlas/shared/wire';
import { ZodError, z } from 'zod';
import { createListDeliveries, createReadDecisions, createShowDelivery } from './read-deliveries.ts';
import { createReplayEach, createReplayMany } from './replay.ts';

const help = `npm run -s deliveries -- list|show|why|replay ...

What became of messages, and sending again what was given up on. Prints JSON; addresses are masked.

  list [--state dead] [--channel sms] [--template code] [--account ID] [--event ID] [--from TIME] [--to TIME]
       [--limit 20] [--cursor C]         messages, newest first
  show ID                                one: every try, every receipt, and why it was (not) sent
  why --event ID | --account ID          what was decided, also where no message was written
  replay ID...  [--reason TEXT]          these again, each in its own row
  replay [--state dead|failed] [--channel C] [--template T] [--account ID] [--event ID] [--from TIME] [--to TIME]
         [--limit 100] [--reason TEXT]   all that match, oldest first; at least one filter beside --state

Times are RFC 3339. A message is not sent after its own time: a code that has ended is refused. Exit code 0: done; 1: of
those named, not all could be replayed; 2: could not look.

Uses DATABASE_URL, or the embedded PostgreSQL of an Atlas that runs here (npm start).
`;

const environment = process.env;
const text = { type: 'string' } as const;

const flags: Readonly<Record<string, string>> = { accountId: '--account', eventId: '--event', id: 'ID' };
const nameOf = (path: readonly PropertyKey[]): string => {
  const key = String(path.at(-1) ?? '');
  return flags[key] ?? (key && key !== 'filter' ? `--${key}` : 'replay');
};

/** What the caller wrote, checked as the API checks it. @throws UsageError */
const read = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> => {
  const { data, error } = schema.safeParse(input);
  if (error instanceof ZodError)
    throw new UsageError(error.issues.map(({ path, message }) => `${nameOf(path)}: ${message}`).join('\n'));
  return data as z.output<Schema>;
};

const explain = (error: unknown): unknown => {
  if (!(error instanceof AtlasError)) return error;
  if (error.code === 'not_found') return new UsageError('There is no such delivery.');
  if (error.code === 'cursor_invalid') return new UsageError('--cursor is not one of this list.');
  return error;
};

await runCommand(help, async () => {
  const { values, positionals } = readCommand({
    state: text,
    channel: text,
    template: text,
    account: text,
    event: text,
    from: text,
    to: text,
    limit: text,
    cursor: text,
    reason: text,
  });
  const [command, ...words] = positionals;
  const { account: accountId, event: eventId, limit, cursor, reason, ...rest } = values;
  const filter = { ...rest, accountId, eventId };
  const ids = () => read(z.array(z.uuid('is no id')).min(1), words);
  const database = await openDatabase(environment, {
    applicationName: 'atlas-deliveries',
    maxConnections: 2,
  });
  const deps = { database, clock: systemClock };
  const print = (answer: object) => process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);

  const replay = async (): Promise<number> => {
    if (words.length === 0) {
      const body = read(ReplayManyBody, { filter, reason, limit: limit && Number(limit) });
      print(await createReplayMany(deps)(body, 'operator'));
      return 0;
    }
    const items = await createReplayEach(deps)(ids(), { actor: 'operator', reason });
    print({ items });
    return items.every(({ result }) => result === 'replayed') ? 0 : 1;
  };

  try {
    if (command === 'replay') return await replay();
    if (command === 'list')
      print(await createListDeliveries(deps)(read(AdminDeliveriesQuery, { ...filter, limit, cursor })));
    else if (command === 'show') print(await createShowDelivery(deps)(ids()[0] as string));
    else if (command === 'why')
      print(await createReadDecisions(deps)(read(DecisionsQuery, { eventId, accountId, limit })));
    else throw new UsageError('Say list, show, why or replay; --help tells more.');
    return 0;
  } catch (error) {
    throw explain(error);
  } finally {
    await database.close();
  }
});
