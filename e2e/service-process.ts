import { join } from 'node:path';
import process from 'node:process';
import { type Program, spawnProgram } from './program.ts';

export type ServiceProcess = Program & {
  /** Where it answers, from inside. */
  url: string;
};

/** All that start at once, once the last of them has: one that fails leaves none behind that nobody would end. */
export const allStarted = async <T extends readonly unknown[]>(
  starting: {
    [K in keyof T]: Promise<T[K]>;
  },
): Promise<T> => {
  await Promise.allSettled(starting);
  return Promise.all(starting) as unknown as Promise<T>;
};

/** Resolves when what it wrote matches `pattern`; rejects with what it wrote when it ends before. */
const spawnUntil = async (
  name: string,
  env: Readonly<Record<string, string>>,
  pattern: RegExp,
): Promise<Program & { match: RegExpExecArray }> => {
  const program = join(import.meta.dirname, `../${name}/main.ts`);
  const running = spawnProgram({ program, folder: process.cwd(), env });
  await running.said(pattern).catch(async (error) => {
    await running.end('SIGKILL');
    throw error;
  });
  return {
    ...running,
    match: pattern.exec(running.output()) as RegExpExecArray,
    // Whoever wants to see it drain says so; at the end of a test many of them would take their time in turn.
    [Symbol.asyncDispose]: async () => void (await running.end('SIGKILL')),
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
