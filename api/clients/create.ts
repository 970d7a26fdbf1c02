import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { AtlasError } from '@atlas/shared/errors';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase, findEmbeddedPostgres } from '@atlas/shared/postgres';
import { ZodError } from 'zod';
import type { NewClient } from './client.ts';
import { type CreatedClient, createClient } from './create-client.ts';

const help = `npm run -s clients:create -- --name NAME --audience A [--audience B] [--scope S]

Registers an OAuth client and prints {"clientId","clientSecret"}. The secret is shown this once.

  --name NAME      what people call it
  --audience A     an inside service it may get tokens for, such as orders; may be given again
  --scope S        a scope it may ask for, such as orders:view; may be given again

Uses DATABASE_URL, or the embedded PostgreSQL of an Atlas that runs here (npm start).
`;

const environment = process.env;

/** What the caller did wrong, in one sentence. */
class UsageError extends Error {}

const readArguments = (): NewClient => {
  try {
    const { values } = parseArgs({
      options: {
        name: { type: 'string' },
        audience: { type: 'string', multiple: true },
        scope: { type: 'string', multiple: true },
      },
    });
    if (!values.name || !values.audience)
      throw new UsageError('--name and at least one --audience are needed.');
    return { name: values.name, audiences: values.audience, scopes: values.scope ?? [] };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message);
  }
};

const create = async (client: NewClient): Promise<CreatedClient> => {
  const url =
    environment.DATABASE_URL || (await findEmbeddedPostgres(join(process.cwd(), '.atlas/postgres')));
  if (!url) throw new UsageError('No Atlas runs here. Start it (npm start), or set DATABASE_URL.');
  const database = createDatabase({ url, applicationName: 'atlas-clients', maxConnections: 1 });
  try {
    return await createClient({ database, clock: systemClock })(client);
  } finally {
    await database.close();
  }
};

const describe = (error: unknown): string => {
  if (error instanceof ZodError)
    return error.issues
      .map(({ path, message }) => `--${String(path[0]).replace(/s$/, '')}: ${message}`)
      .join('\n');
  if (error instanceof AtlasError)
    return 'PostgreSQL does not answer. Start Atlas (npm start), or set DATABASE_URL.';
  return error instanceof Error ? error.message : String(error);
};

if (process.argv.includes('--help')) {
  process.stdout.write(help);
} else {
  try {
    process.stdout.write(`${JSON.stringify(await create(readArguments()))}\n`);
  } catch (error) {
    process.stderr.write(`${describe(error)}\n`);
    process.exitCode = error instanceof UsageError || error instanceof ZodError ? 2 : 1;
  }
}
