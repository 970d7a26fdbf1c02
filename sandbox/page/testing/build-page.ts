import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const page = join(import.meta.dirname, '..');
const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');

export type BuiltPages = { page: string; miniApp: string } & AsyncDisposable;

/**
 * The desk page and the mini app of the tests, built from what is there now into a folder of their own. In a process
 * of their own too: within a test run, Vite would build for `NODE_ENV=test`.
 */
export const buildPages = async (): Promise<BuiltPages> => {
  const directory = await mkdtemp(join(tmpdir(), 'desk-page-'));
  const built = { page: join(directory, 'page'), miniApp: join(directory, 'mini-app') };
  const build = (root: string, outDir: string, ...more: string[]) =>
    run(process.execPath, [vite, 'build', root, '--outDir', outDir, '--logLevel', 'warn', ...more], {
      env: { NODE_ENV: 'production' },
    });
  await Promise.all([
    build(page, built.page),
    build(join(page, 'fixtures/mini-app'), built.miniApp, '--base', '/mini-app/'),
  ]);
  return { ...built, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
};
