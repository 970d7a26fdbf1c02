import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';

/** These variables and no others, but for the place where Node keeps what it has compiled: half the time of a start. */
export const environmentOf = (variables: Readonly<Record<string, string>>): Record<string, string> => {
  const { NODE_COMPILE_CACHE } = process.env;
  return { PATH: '', ...(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}), ...variables };
};

/** Runs a TypeScript file of ours in a process of its own, as a person runs a command. */
export const runScript = (
  file: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
  { cwd }: { cwd?: string } = {},
): Promise<{ code: number; stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, [file, ...args], { cwd, env: environmentOf(variables) }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      stdout,
      stderr,
    }),
  );
