import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';

/** A process of Atlas as a test sees it: its words and its end. */
export type Program = AsyncDisposable & {
  pid: number;
  /** What it has written so far, both streams. */
  output(): string;
  /** What it wrote to standard output alone. */
  standardOutput(): string;
  /** Sends a signal; resolves with the exit code (null after SIGKILL). */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Resolves when it has ended by itself or by a signal. */
  exited: Promise<number | null>;
  /** Resolves once it has written that; rejects with its words when it ends before. */
  said(words: string | RegExp): Promise<void>;
};

/** Runs a program of this project with `env` and nothing else of ours. */
export const spawnProgram = ({
  program,
  args = [],
  folder,
  env,
}: {
  program: string;
  args?: readonly string[];
  folder: string;
  env: Readonly<Record<string, string>>;
}): Program => {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child: ChildProcess = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let standardOutput = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    standardOutput += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  let isOver = false;
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  void exited.then(() => {
    isOver = true;
  });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return exited;
  };
  return {
    pid: child.pid as number,
    output: () => output,
    standardOutput: () => standardOutput,
    exited,
    end,
    said: async (words) => {
      while (!(typeof words === 'string' ? output.includes(words) : words.test(output))) {
        if (isOver) throw new Error(`${program} ended with ${await exited} before it was ready:\n${output}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    [Symbol.asyncDispose]: async () => {
      await end('SIGTERM');
    },
  };
};
