import { join } from 'node:path';
import { runScript } from '@atlas/shared/testing';

/** A command of this folder as an operator runs it, in an environment of these variables alone. */
export const runRelayCommand = async (
  file: string,
  variables: Record<string, string>,
  ...options: string[]
): Promise<{ code: number; said: string }> => {
  const { code, stdout, stderr } = await runScript(join(import.meta.dirname, '..', file), options, variables);
  return { code, said: code === 0 ? stdout : stderr };
};
