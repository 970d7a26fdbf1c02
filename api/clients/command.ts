import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { openDatabase, runCommand, UsageError } from '@atlas/shared/command-line';
import { AtlasError } from '@atlas/shared/errors';
import { type Clock, type Database, systemClock } from '@atlas/shared/ports';
import { ZodError } from 'zod';

/** A JWK Set from a file; what is in it is judged where it is stored. @throws UsageError */
export const readKeys = async (file: string): Promise<{ keys: never }> => {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`--jwks: ${file} can't be read.`);
  });
  try {
    return JSON.parse(text) as { keys: never };
  } catch {
    throw new UsageError(`--jwks: ${file} is not JSON.`);
  }
};

const options: Readonly<Record<string, string>> = {
  audiences: '--audience',
  scopes: '--scope',
  keys: '--jwks',
};

const wordsOf = ({ issues }: ZodError): string =>
  issues
    .map(({ path, message }) => `${options[String(path[0])] ?? `--${String(path[0])}`}: ${message}`)
    .join('\n');

const explain = (error: unknown): unknown => {
  if (error instanceof ZodError) return new UsageError(wordsOf(error));
  if (error instanceof AtlasError && error.code === 'not_found')
    return new UsageError('No enabled client of that id authenticates this way.');
  return error;
};

/** Runs a client command: one line of JSON on success. */
export const runClientCommand = (
  help: string,
  environment: Readonly<Record<string, string | undefined>>,
  prepare: () => Promise<(deps: { database: Database; clock: Clock }) => Promise<object>>,
): Promise<void> =>
  runCommand(help, async () => {
    const work = await prepare();
    const database = await openDatabase(environment, { applicationName: 'atlas-clients', maxConnections: 1 });
    try {
      process.stdout.write(`${JSON.stringify(await work({ database, clock: systemClock }))}\n`);
      return 0;
    } catch (error) {
      throw explain(error);
    } finally {
      await database.close();
    }
  });
