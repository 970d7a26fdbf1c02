import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A command of this folder as an operator runs it, in an environment of these variables alone. */
export const runRelayCommand = (
  file: string,
  variables: Record<string, string>,
  ...options: string[]
): Promise<{ code: number; said: string }> => {
  const { NODE_COMPILE_CACHE } = process.env;
  const env = { ...variables, ...(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}) };
  return run(process.execPath, [join(import.meta.dirname, '..', file), ...options], { env }).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, said: stderr }),
  );
};
