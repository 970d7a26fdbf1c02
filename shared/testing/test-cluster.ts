import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, type Migrations, migrate, startEmbeddedPostgres } from '../postgres/index.ts';

export type TestCluster = {
  /** Superuser URL of the server; its path names the maintenance database. */
  url: string;
  /** A database with every migration applied, for cloning. */
  template: string;
  stop(): Promise<void>;
};

/** In memory where there is room: a clone takes 10 ms there, and 300 ms on a slow disk. */
export const temporaryFolder = async (): Promise<string> => {
  const memory = '/dev/shm';
  const free = await statfs(memory).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return free > 2 * 1024 ** 3 ? memory : tmpdir();
};

/** One PostgreSQL for a whole test run: real, but not durable. DATABASE_URL uses an existing server instead. */
export const startTestCluster = async (
  components: readonly Migrations[],
  existingUrl?: string,
): Promise<TestCluster> => {
  const folder = existingUrl ? undefined : await mkdtemp(join(await temporaryFolder(), 'atlas-test-'));
  // As root the server runs as another user, which has to pass through here.
  if (folder) await chmod(folder, 0o711);
  const server = folder
    ? await startEmbeddedPostgres({ dataDirectory: join(folder, 'postgres'), durable: false })
    : undefined;
  const url = existingUrl ?? (server?.url as string);
  const template = `atlas_template_${randomBytes(4).toString('hex')}`;
  const maintenance = createDatabase({ url, applicationName: 'atlas-test', maxConnections: 1 });
  await maintenance.query({ text: `create database ${template}` });
  const templateUrl = new URL(url);
  templateUrl.pathname = `/${template}`;
  const database = createDatabase({
    url: templateUrl.href,
    applicationName: 'atlas-test',
    maxConnections: 1,
  });
  for (const component of components) await migrate(database, component);
  await database.close();
  return {
    url,
    template,
    stop: async () => {
      if (!server) await maintenance.query({ text: `drop database if exists ${template} with (force)` });
      await maintenance.close();
      await server?.stop();
      if (folder) await rm(folder, { recursive: true, force: true });
    },
  };
};
