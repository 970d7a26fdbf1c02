import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@atlas/shared/testing';
import { freePort } from '@atlas/tooling/services';
import { type Program, spawnProgram } from './program.ts';

export { freePort };

/** A folder of its own for one Atlas; gone on dispose. */
export const createFolder = async (): Promise<AsyncDisposable & { path: string }> => {
  const path = await mkdtemp(join(await temporaryFolder(), 'atlas-e2e-'));
  await chmod(path, 0o711);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
};

export type AtlasProcess = Program & { url: string; port: number };

/** `npm start` in `folder`, as a person runs it. Does not wait for it to be ready. */
export const spawnAtlas = ({
  folder,
  port,
  env = {},
  args = [],
}: {
  folder: string;
  port: number;
  env?: Record<string, string>;
  /** What stands behind `npm start --`. */
  args?: readonly string[];
}): AtlasProcess => {
  const program = join(import.meta.dirname, '../all-in-one/main.ts');
  const running = spawnProgram({ program, args, folder, env: { PORT: String(port), ...env } });
  return { ...running, url: `http://localhost:${port}`, port };
};

/** Starts Atlas and waits until it has said that it is ready and where to go: `Ctrl-C` stands in the last line. */
export const startAtlas = async (options: {
  folder: string;
  port?: number;
  env?: Record<string, string>;
  args?: readonly string[];
}): Promise<AtlasProcess> => {
  const atlas = spawnAtlas({ ...options, port: options.port ?? (await freePort()) });
  await atlas.said('Ctrl-C stops everything');
  return atlas;
};
