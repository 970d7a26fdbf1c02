import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Database } from '../ports/index.ts';
import { createDatabase, findEmbeddedPostgres } from '../postgres/index.ts';
import { createVault, type Vault } from '../sealing/index.ts';

/** What the caller of a command did wrong, in one sentence that says what to do. */
export class UsageError extends Error {
  override name = 'UsageError';
}

type Environment = Readonly<Record<string, string | undefined>>;

const stateFolder = () => join(process.cwd(), '.atlas');

const databaseUrlOf = async ({ DATABASE_URL }: Environment): Promise<string> => {
  const url = DATABASE_URL || (await findEmbeddedPostgres(join(stateFolder(), 'postgres')));
  if (!url) throw new UsageError('No Atlas runs here. Start it (npm start), or set DATABASE_URL.');
  return url;
};

const masterKeyOf = async ({ ATLAS_MASTER_KEY }: Environment): Promise<Buffer> => {
  const text =
    ATLAS_MASTER_KEY || (await readFile(join(stateFolder(), 'master.key'), 'utf8').catch(() => ''));
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== 32)
    throw new UsageError(
      'ATLAS_MASTER_KEY must be set to the 32 bytes, in base64, that this Atlas seals with.',
    );
  return key;
};

type Options = { applicationName: string; maxConnections?: number };

const databaseAt = (url: string, { applicationName, maxConnections = 2 }: Options): Database =>
  createDatabase({ url, applicationName, maxConnections, statementTimeoutMs: 60_000 });

/** Opens the database that the environment names, or that of the Atlas which runs in this folder. @throws UsageError */
export const openDatabase = async (environment: Environment, options: Options): Promise<Database> =>
  databaseAt(await databaseUrlOf(environment), options);

/**
 * Opens the Atlas that the environment names, or the one that runs in this folder, for a command of one's own: its
 * statements may take a minute.
 * @throws UsageError
 */
export const openAtlas = async (
  environment: Environment,
  options: Options,
): Promise<{ database: Database; vault: Vault }> => {
  const [url, masterKey] = [await databaseUrlOf(environment), await masterKeyOf(environment)];
  return { database: databaseAt(url, options), vault: createVault([masterKey]) };
};
