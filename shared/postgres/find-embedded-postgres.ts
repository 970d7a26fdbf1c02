import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The URL of the embedded server that another process of this project runs on `dataDirectory`, so that a command
 * finds it without being told; null when none runs there. PostgreSQL itself keeps the port in the fourth line of
 * `postmaster.pid`.
 */
export const findEmbeddedPostgres = async (dataDirectory: string): Promise<string | null> => {
  try {
    const [password, pidFile] = await Promise.all([
      readFile(`${dataDirectory}.password`, 'utf8'),
      readFile(join(dataDirectory, 'postmaster.pid'), 'utf8'),
    ]);
    const port = Number(pidFile.split('\n')[3]);
    return port ? `postgres://atlas:${password.trim()}@127.0.0.1:${port}/postgres` : null;
  } catch {
    return null;
  }
};
