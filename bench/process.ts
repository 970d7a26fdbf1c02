import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Round, RoundResult } from './load.ts';

const launch = (file: string, args: readonly string[]): ChildProcess =>
  fork(join(import.meta.dirname, file), [...args], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });

/** The child's first message; its end without one is a failure. */
const firstMessage = async <Message>(child: ChildProcess, file: string): Promise<Message> => {
  const listening = new AbortController();
  const { signal } = listening;
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`${file} ended with ${code}`);
  });
  ended.catch(() => {});
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), ended])) as [Message];
    return message;
  } finally {
    listening.abort();
  }
};

const end = async (child: ChildProcess): Promise<void> => {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
};

/** A server in a process of its own; resolves when it listens. */
export const startServer = async (file: string, ...args: string[]) => {
  const child = launch(`servers/${file}`, args);
  const { port } = await firstMessage<{ port: number }>(child, file);
  return { url: `http://127.0.0.1:${port}`, pid: child.pid as number, stop: () => end(child) };
};

/** A measurement in a process of its own, which reports once. */
export const measure = async <Result>(file: string, ...args: string[]): Promise<Result> => {
  const child = launch(`servers/${file}`, args);
  const result = await firstMessage<Result>(child, file);
  if (child.exitCode === null) await end(child);
  return result;
};

export type Load = ReturnType<typeof startLoad>;

/** The load generator, in a process of its own. */
export const startLoad = () => {
  const child = launch('load.ts', []);
  return {
    run: async (round: Round): Promise<RoundResult> => {
      child.send(round);
      return firstMessage<RoundResult>(child, 'load.ts');
    },
    stop: () => end(child),
  };
};
