import process from 'node:process';
import { openAtlas, readCommand, runCommand, UsageError } from '@atlas/shared/command-line';
import { AtlasError } from '@atlas/shared/errors';
import { systemClock } from '@atlas/shared/ports';
import { z } from 'zod';
import { createEventLog } from '../event-log/index.ts';
import { createMergesForOperators } from '../merges/index.ts';
import { createEndOtherSessions } from '../sessions/index.ts';
import { createOperateSuspensions } from '../suspensions/index.ts';

const help = `npm run -s identities -- suspended|reinstate|merges|undo ...

Messengers of people that may have changed hands, and accounts that became one. Prints JSON: ids, times and counts.

  suspended [--limit 100]        who is shut out until they prove themselves, the longest first; wayOut "none" waits for you
  reinstate ID --reason TEXT     that identity is theirs after all: it opens their account again
  merges --account ID            what went into an account, or where it went, newest first
  undo MERGE --reason TEXT       takes a merge apart for somebody who can't any more, within its 30 days

Find out first who somebody is, by other means than the messenger in question. Both changes are in the audit with their
reason and in the history of the account; its messengers and contacts are told of an undo. Exit code 0: done; 2: not.

Uses DATABASE_URL and ATLAS_MASTER_KEY, or the Atlas that runs here (npm start).
`;

const environment = process.env;
const text = { type: 'string' } as const;

/** What the caller wrote. @throws UsageError */
const read = <Schema extends z.ZodType>(schema: Schema, input: unknown, name: string): z.output<Schema> => {
  const { data, error } = schema.safeParse(input);
  if (error) throw new UsageError(`${name}: ${error.issues.map(({ message }) => message).join('; ')}`);
  return data as z.output<Schema>;
};
const Id = z.uuid('is no id');
const Reason = z.string('say why').trim().min(1, 'say why').max(200);
const Limit = z.coerce.number().int().min(1).max(1000).default(100);

const sentences: Readonly<Record<string, string>> = {
  identity_not_found: 'No such identity is suspended.',
  merge_not_found: 'There is no such merge, it was undone already, or its 30 days are over.',
  merge_undo_impossible: 'One of the two accounts would be left without a messenger.',
};
const explain = (error: unknown): unknown => {
  const sentence = error instanceof AtlasError && sentences[error.code];
  return sentence ? new UsageError(sentence) : error;
};

await runCommand(help, async () => {
  const { values, positionals } = readCommand({ account: text, limit: text, reason: text });
  const [command, id] = positionals;
  const { database, vault } = await openAtlas(environment, { applicationName: 'atlas-identities' });
  const clock = systemClock;
  const eventLog = createEventLog({ vault, clock, source: '/atlas/api', onCommitted: () => {} });
  const parts = { database, clock, vault, eventLog };
  const suspensions = createOperateSuspensions(parts);
  const merges = createMergesForOperators({ ...parts, endOtherSessions: createEndOtherSessions(parts) });
  const reason = () => read(Reason, values.reason, '--reason');

  const run = async (): Promise<object> => {
    switch (command) {
      case 'suspended':
        return { items: await suspensions.list(read(Limit, values.limit, '--limit')) };
      case 'reinstate':
        await suspensions.reinstate(read(Id, id, 'ID'), reason());
        return { reinstated: id };
      case 'merges':
        return { items: await merges.list(read(Id, values.account, '--account')) };
      case 'undo':
        await merges.undo(read(Id, id, 'MERGE'), reason());
        return { undone: id };
      default:
        throw new UsageError('Say suspended, reinstate, merges or undo (--help tells more).');
    }
  };
  try {
    process.stdout.write(`${JSON.stringify(await run(), null, 2)}\n`);
    return 0;
  } catch (error) {
    throw explain(error);
  } finally {
    await database.close();
  }
});
