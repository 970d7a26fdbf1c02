import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { openDatabase, readCommand, runCommand, UsageError } from '@atlas/shared/command-line';
import { AtlasError } from '@atlas/shared/errors';
import { type Database, systemClock } from '@atlas/shared/ports';
import { newTraceparent } from '@atlas/shared/trace';
import {
  type BroadcastAction,
  type BroadcastDetails,
  broadcastActions,
  CreateBroadcastBody,
  locales,
} from '@atlas/shared/wire';
import { createCreateBroadcast, createSteerBroadcast, getBroadcast } from './broadcasts.ts';
import { selectBroadcasts } from './queries.ts';

const help = `npm run -s broadcasts -- create --file FILE | list | show ID | start ID | pause ID | resume ID | stop ID

Announcements to everybody who has not switched news off.

  create --file FILE   writes a draft from JSON and prints how it reads; nobody is told before it is started:
                       {"texts": {"en": {"title", "text"}, "ru": …, "zh": …},
                        "quietHours": "defer" (who sleeps is told later) or "drop" (is not), "ttlSeconds": 259200}
  list                 the newest 20
  show ID              one, how it reads and how far it is
  start ID             sends it
  pause ID             sends no more of it for now; what is in the middle of a call is finished
  resume ID            goes on
  stop ID              ends it for good

Prints JSON; previews go to standard error. Uses DATABASE_URL, or the embedded PostgreSQL of an Atlas that runs here
(npm start).
`;

const asked = () => ({ actor: 'operator', traceparent: newTraceparent() });

const readBody = async (file: string): Promise<CreateBroadcastBody> => {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`--file: ${file} can't be read.`);
  });
  try {
    return CreateBroadcastBody.parse(JSON.parse(text));
  } catch (error) {
    throw new UsageError(`--file: ${(error as Error).message}`);
  }
};

const showPreview = ({ preview }: BroadcastDetails): void => {
  for (const locale of locales) process.stderr.write(`--- ${locale}\n${preview[locale]}\n`);
};

const isAction = (verb: string): verb is BroadcastAction =>
  broadcastActions.some((action) => action === verb);

const idOf = (words: readonly string[]): string => {
  const [id, ...rest] = words;
  if (!id || rest.length > 0 || !/^[0-9a-f-]{36}$/.test(id)) throw new UsageError('One ID is needed.');
  return id;
};

const run = async (database: Database, verb: string, words: readonly string[], file: string | undefined) => {
  const deps = { database, clock: systemClock };
  if (verb === 'create') {
    if (!file) throw new UsageError('--file is needed.');
    const body = await readBody(file);
    const draft = await database.transaction((tx) => createCreateBroadcast(deps)(tx, body, asked()));
    showPreview(draft);
    return draft;
  }
  if (verb === 'list') return selectBroadcasts(database, undefined, 20);
  if (verb === 'show') {
    const broadcast = await getBroadcast(database, idOf(words));
    showPreview(broadcast);
    return broadcast;
  }
  if (isAction(verb)) return createSteerBroadcast(deps)(idOf(words), verb, asked());
  throw new UsageError(`Unknown: ${verb || 'nothing'}. Try --help.`);
};

const explain = (error: unknown): unknown => {
  if (!(error instanceof AtlasError)) return error;
  if (error.code === 'broadcast_not_found') return new UsageError('No such announcement.');
  if (error.code === 'broadcast_conflict')
    return new UsageError('The announcement is in no state for that; look with `show ID`.');
  return error;
};

await runCommand(help, async () => {
  const {
    values: { file },
    positionals: [verb = '', ...words],
  } = readCommand({ file: { type: 'string' } });
  const database = await openDatabase(process.env, {
    applicationName: 'atlas-broadcasts',
    maxConnections: 1,
  });
  try {
    process.stdout.write(`${JSON.stringify(await run(database, verb, words, file), null, 2)}\n`);
    return 0;
  } catch (error) {
    throw explain(error);
  } finally {
    await database.close();
  }
});
