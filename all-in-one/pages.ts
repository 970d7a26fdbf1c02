import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');

const mode = 'production';

/** The browser packages: the only part of Atlas that is built. */
const pages = [
  { name: 'mini app', folder: 'miniapp', sources: ['miniapp', 'shared/wire'] },
  {
    name: 'sandbox page',
    folder: 'sandbox/page',
    sources: ['sandbox/page', 'sandbox/wire.ts', 'shared/wire'],
  },
] as const;

const filesOf = async (path: string): Promise<string[]> => {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => null);
  if (!entries) return [path];
  const wanted = entries.filter(
    ({ name }) => name !== 'dist' && name !== 'node_modules' && !/\.test\.tsx?$/.test(name),
  );
  return (await Promise.all(wanted.map(({ name }) => filesOf(join(path, name))))).flat();
};

const fingerprintOf = async (sources: readonly string[]): Promise<string> => {
  const hash = createHash('sha256').update(mode);
  const files = (
    await Promise.all(['package-lock.json', ...sources].map((source) => filesOf(join(root, source))))
  )
    .flat()
    .sort();
  for (const file of files)
    hash
      .update(file.slice(root.length))
      .update('\0')
      .update(await readFile(file))
      .update('\0');
  return hash.digest('hex');
};

const viteBin = () =>
  join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');

/** Builds the pages whose sources changed since the last build; resolves with the names of those. */
export const buildPages = async (): Promise<string[]> => {
  const built: string[] = [];
  for (const { name, folder, sources } of pages) {
    const stamp = join(root, folder, 'dist/.sources');
    const fingerprint = await fingerprintOf(sources);
    if ((await readFile(stamp, 'utf8').catch(() => '')) === fingerprint) continue;
    // A process of its own: the bundler's memory is gone when it ends. Whoever asks, the pages are what people get:
    // under a test runner's NODE_ENV, React would come with its development checks, four times as slow.
    await run(process.execPath, [viteBin(), 'build', '--logLevel', 'warn'], {
      cwd: join(root, folder),
      env: { NODE_ENV: mode },
    }).catch((error: { stderr?: string }) => {
      throw new Error(
        `The ${name} could not be built: ${error.stderr?.split('\n').find((line) => /error/i.test(line)) ?? 'unknown reason'}`,
        { cause: error },
      );
    });
    await writeFile(stamp, fingerprint);
    built.push(name);
  }
  return built;
};
