import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { restartable, type Service } from './restartable.ts';
import { startServerProcess } from './server-process.ts';

/** Caches and limits only, so nothing is kept on disk: a Redis that comes back is empty. */
const settings = (port: number, password: string, directory: string): string =>
  [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${directory}`,
    'save ""',
    'appendonly no',
    'maxmemory 256mb',
    'maxmemory-policy noeviction',
    // The command line stays as it was, so that the next start knows a leftover by it.
    'set-proc-title no',
    '',
  ].join('\n');

export type Redis = Service & { url: string };

/**
 * Starts the machine's `redis-server` on a free port of 127.0.0.1, or on `port`.
 *
 * @throws ServiceError
 */
export const startRedis = async ({
  directory,
  port: wantedPort,
}: {
  /** Of this server alone. */
  directory: string;
  port?: number;
}): Promise<Redis> => {
  const port = wantedPort ?? (await freePort());
  const password = randomBytes(16).toString('hex');
  const configPath = join(directory, 'redis.conf');
  await mkdir(directory, { recursive: true });
  await writeFile(configPath, settings(port, password, directory), { mode: 0o600 });
  const service = await restartable(() =>
    startServerProcess({
      name: 'Redis',
      program: 'redis-server',
      args: [configPath],
      directory,
      readyLine: 'Ready to accept connections',
      withinMs: 10_000,
    }),
  );
  return { ...service, url: `redis://:${password}@127.0.0.1:${port}` };
};
