import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

const page = join(import.meta.dirname, '..');

export type BuiltPages = { page: string; miniApp: string } & AsyncDisposable;

/** The desk page and the mini app of the tests, built from what is there now into a folder of their own. */
export const buildPages = async (): Promise<BuiltPages> => {
  const directory = await mkdtemp(join(tmpdir(), 'desk-page-'));
  const built = { page: join(directory, 'page'), miniApp: join(directory, 'mini-app') };
  const quietly = { logLevel: 'error' } as const;
  await build({ ...quietly, root: page, configFile: join(page, 'vite.config.ts'), build: { outDir: built.page } });
  await build({
    ...quietly,
    root: join(page, 'fixtures/mini-app'),
    configFile: false,
    base: '/mini-app/',
    build: { outDir: built.miniApp },
  });
  return { ...built, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
};
