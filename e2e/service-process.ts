import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';

export type ServiceProcess = AsyncDisposable & {
  /** Where it answers, from inside. */
  url: string;
  pid: number;
  /** What it has written so far, both streams. */
  output(): string;
  /** Sends a signal; resolves with the exit code (null after SIGKILL). */
  end(signal: NodeJS.Signals): Promise<number | null>;
};

/**
 * `npm run <name>` with these variables and no others, on a free port unless PORT is given. Resolves when it says that
 * it is ready; rejects with what it wrote when it ends before.
 */
export const startService = async (
  name: string,
  variables: Readonly<Record<string, string>>,
): Promise<ServiceProcess> => {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [join(import.meta.dirname, `../${name}/main.ts`)], {
    env: { PATH, HOME, NODE_COMPILE_CACHE, PORT: '0', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ready = new Promise<string>((resolve, reject) => {
    const read = (text: string) => {
      output += text;
      const port = /"port":(\d+),"msg":"ready"/.exec(output)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read);
    void exited.then((code) => reject(new Error(`${name} ended with ${code}:\n${output}`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return exited;
  };
  return {
    url: await ready,
    pid: child.pid as number,
    output: () => output,
    end,
    [Symbol.asyncDispose]: async () => {
      await end('SIGKILL');
    },
  };
};
