import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether a process of that id lives, whoever owns it. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const commandOf = (pid: number): Promise<string> =>
  readFile(`/proc/${pid}/cmdline`, 'utf8').catch(async () =>
    run('ps', ['-o', 'command=', '-p', String(pid)]).then(
      ({ stdout }) => stdout,
      () => '',
    ),
  );

const waitUntilGone = async (pid: number, withinMs: number): Promise<boolean> => {
  for (const untilMs = performance.now() + withinMs; isAlive(pid); await delay(20)) {
    if (performance.now() > untilMs) return false;
  }
  return true;
};

/**
 * Ends a server that an earlier run left behind after a kill -9, before its data is opened again. A pid that was given
 * to somebody else since is left alone: every word of `command` has to stand in the process's command line.
 *
 * @returns false when it lives on after `withinMs`.
 */
export const endLeftover = async ({
  pid,
  command,
  signal,
  withinMs = 10_000,
}: {
  pid: number;
  command: readonly string[];
  signal: NodeJS.Signals;
  withinMs?: number;
}): Promise<boolean> => {
  if (!pid || !isAlive(pid)) return true;
  const actual = await commandOf(pid);
  if (!command.every((word) => actual.includes(word))) return true;
  process.kill(pid, signal);
  return waitUntilGone(pid, withinMs);
};
