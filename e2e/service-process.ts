import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';

type RunningProcess = AsyncDisposable & {
  pid: number;
  /** What it has written so far, both streams. */
  output(): string;
  /** Sends a signal; resolves with the exit code (null after SIGKILL). */
  end(signal: NodeJS.Signals): Promise<number | null>;
};

export type ServiceProcess = RunningProcess & {
  /** Where it answers, from inside. */
  url: string;
};

/** Resolves when what it wrote matches `pattern`; rejects with what it wrote when it ends before. */
const spawnUntil = async (
  name: string,
  variables: Readonly<Record<string, string>>,
  pattern: RegExp,
): Promise<RunningProcess & { match: RegExpExecArray }> => {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [join(import.meta.dirname, `../${name}/main.ts`)], {
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ready = new Promise<RegExpExecArray>((resolve, reject) => {
    const read = (text: string) => {
      output += text;
      const match = pattern.exec(output);
      if (match) resolve(match);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read);
    void exited.then((code) => reject(new Error(`${name} ended with ${code}:\n${output}`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return exited;
  };
  return {
    match: await ready,
    pid: child.pid as number,
    output: () => output,
    end,
    [Symbol.asyncDispose]: async () => {
      await end('SIGKILL');
    },
  };
};

/** `npm run <name>` with these variables and no others, on a free port unless PORT is given, once it is ready. */
export const startService = async (
  name: string,
  variables: Readonly<Record<string, string>>,
): Promise<ServiceProcess> => {
  const { match, ...running } = await spawnUntil(
    name,
    { PORT: '0', ...variables },
    /"port":(\d+),"msg":"ready"/,
  );
  return { ...running, url: `http://127.0.0.1:${match[1]}` };
};

/** `npm run sandbox` alone, keeping nothing; with what it prints for the environment of the others. */
export const startSandbox = async (
  port: number,
): Promise<ServiceProcess & { variables: Record<string, string> }> => {
  const { match, ...running } = await spawnUntil(
    'sandbox',
    { PORT: String(port), SANDBOX_STORAGE: ':memory:', SANDBOX_FLOOD_LIMITS: 'off' },
    /^TELEGRAM_API_ROOT=[\s\S]*^LEGACY_SHOP_KEY=.*$/m,
  );
  const pairs = match[0]
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  return { ...running, url: `http://127.0.0.1:${port}`, variables: Object.fromEntries(pairs) };
};
