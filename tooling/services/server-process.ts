import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endLeftover } from '@atlas/shared/process';

/** Why a server does not run, in one sentence that says what to do. */
export class ServiceError extends Error {
  override name = 'ServiceError';
}

export type ServerProcess = {
  pid: number;
  /** Ends it as its maker intended; SIGKILL after ten seconds. */
  stop(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
  /** SIGSTOP: it holds its sockets and answers nobody. */
  pause(): void;
  resume(): void;
};

type Command = {
  /** For sentences: "Redis". */
  name: string;
  program: string;
  args: readonly string[];
  /** Holds `server.pid` and `server.log`; its path stands in `args`, so that a leftover is known again. */
  directory: string;
  /** A line of the log that says it serves. */
  readyLine: string;
  withinMs: number;
};

/**
 * Ends the server when this process is gone without having stopped it: a kill -9 closes the pipe. Nothing but the
 * system can tell of that, and a broker of 300 MB must not stay behind.
 */
const guard = (server: ChildProcess): void => {
  const watcher = spawn('sh', ['-c', 'cat > /dev/null; kill -9 "$1"', 'guard', String(server.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.once('error', () => {});
  watcher.unref();
  (watcher.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  server.once('exit', () => watcher.kill('SIGKILL'));
};

const endEarlier = async ({ name, directory }: Command): Promise<void> => {
  const pid = Number(await readFile(join(directory, 'server.pid'), 'utf8').catch(() => ''));
  if (await endLeftover({ pid, command: [directory], signal: 'SIGKILL' })) return;
  throw new ServiceError(`${name} of an earlier run (pid ${pid}) does not end. End it, then start again.`);
};

const lastWords = (log: string): string =>
  log.split('\n').findLast((line) => /error|exception|fatal|in use/i.test(line)) ?? '';

const waitForReady = async (
  { name, directory, readyLine, withinMs }: Command,
  exited: Promise<string>,
): Promise<void> => {
  const logPath = join(directory, 'server.log');
  let reason: string | undefined;
  void exited.then((how) => {
    reason = `it ended (${how})`;
  });
  for (const untilMs = performance.now() + withinMs; ; await delay(25)) {
    // Asked before the log is read: what has ended says no more.
    const over = reason ?? (performance.now() > untilMs ? `no answer in ${withinMs / 1000} s` : undefined);
    const log = await readFile(logPath, 'utf8');
    if (log.includes(readyLine) && !over) return;
    if (over) throw new ServiceError(`${name} did not start: ${over}. ${lastWords(log)} See ${logPath}.`);
  }
};

/**
 * Starts a server of somebody else's in a process group of its own (Ctrl-C in the terminal reaches us, and we stop
 * it), once what an earlier run left on the same data has ended.
 *
 * @throws ServiceError
 */
export const startServerProcess = async (command: Command): Promise<ServerProcess> => {
  const { name, program, args, directory, withinMs } = command;
  await mkdir(directory, { recursive: true });
  await endEarlier(command);
  // A file and no pipe: the server lives on while this process is busy, stopped or gone.
  const log = await open(join(directory, 'server.log'), 'w');
  const server = spawn(program, args, {
    cwd: directory,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  const exited = new Promise<string>((resolve) => {
    server.once('error', ({ message }) => resolve(message));
    server.once('exit', (code, signal) => resolve(signal ?? `exit ${code}`));
  });
  await log.close();
  const pid = server.pid;
  if (pid === undefined) throw new ServiceError(`${name} did not start: ${await exited}.`);
  guard(server);
  server.unref();
  const end = async (signal: NodeJS.Signals, patienceMs: number): Promise<void> => {
    server.kill(signal);
    server.kill('SIGCONT');
    const late = setTimeout(() => server.kill('SIGKILL'), patienceMs);
    server.ref();
    await exited;
    clearTimeout(late);
    await rm(join(directory, 'server.pid'), { force: true });
  };
  await writeFile(join(directory, 'server.pid'), String(pid));
  await waitForReady(command, exited).catch(async (error) => {
    await end('SIGKILL', withinMs);
    throw error;
  });
  return {
    pid,
    stop: () => end('SIGTERM', 10_000),
    kill: () => end('SIGKILL', 10_000),
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
  };
};
