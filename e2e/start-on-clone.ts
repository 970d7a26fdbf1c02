import { join } from 'node:path';
import { createTestDatabase } from '@atlas/shared/testing';
import { inject } from 'vitest';
import { startAllInOne } from '../all-in-one/start.ts';
import { createFolder, freePort } from './atlas-process.ts';

export type RunningAtlas = AsyncDisposable & { url: string };

/**
 * All of Atlas as `npm start` runs it, on a clone of the run's database and within this process, which has read its code
 * already. Its folder and database go when it is disposed of.
 */
export const startOnClone = async (
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningAtlas> => {
  await using started = new AsyncDisposableStack();
  const folder = started.use(await createFolder());
  const database = started.use(await createTestDatabase(inject('postgres')));
  const atlas = await startAllInOne({
    environment: { PORT: String(await freePort()), DATABASE_URL: database.url, ...environment },
    stateFolder: join(folder.path, '.atlas'),
    say: () => {},
  });
  started.defer(() => atlas.stop());
  const all = started.move();
  return { url: atlas.url, [Symbol.asyncDispose]: () => all.disposeAsync() };
};
