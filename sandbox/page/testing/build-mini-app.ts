import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const source = join(import.meta.dirname, '../fixtures/mini-app');
const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');

export type BuiltMiniApp = { directory: string } & AsyncDisposable;

/**
 * The mini app of the tests, built into a folder of its own; the desk page itself is built before any test runs. In a
 * process of its own too: within a test run, Vite would build for `NODE_ENV=test`.
 */
export const buildMiniApp = async (): Promise<BuiltMiniApp> => {
  const directory = await mkdtemp(join(tmpdir(), 'desk-mini-app-'));
  const options = ['--outDir', directory, '--logLevel', 'warn', '--base', '/mini-app/'];
  await promisify(execFile)(process.execPath, [vite, 'build', source, ...options], {
    env: { NODE_ENV: 'production' },
  });
  return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
};
