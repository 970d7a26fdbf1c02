import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Manifest } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const budgetBytes = 150_000;

/** What a launch in Telegram loads before the home screen is shown; of the languages, the largest. */
const shown = ['index.html', 'src/messenger/telegram-bridge.ts'];
const languages = ['src/i18n/en.ts', 'src/i18n/ru.ts', 'src/i18n/zh.ts'];

const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');

describe('the first load', () => {
  let folder: string;
  let manifest: Manifest;

  const withImports = (source: string): string[] => [
    source,
    ...(manifest[source]?.imports ?? []).flatMap((imported) => withImports(imported)),
  ];
  const sizeOf = async (source: string) =>
    gzipSync(await readFile(join(folder, manifest[source]?.file ?? ''))).length;
  const totalOf = async (sources: readonly string[]) => {
    const sizes = await Promise.all([...new Set(sources.flatMap(withImports))].map(sizeOf));
    return sizes.reduce((sum, size) => sum + size, 0);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atlas-miniapp-'));
    // As it is shipped: the test run's own NODE_ENV would bundle React's development build.
    const env = { NODE_ENV: 'production' };
    const args = [vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
    await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname, env });
    manifest = JSON.parse(await readFile(join(folder, '.vite/manifest.json'), 'utf8')) as Manifest;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is under 150 kB of compressed script, everything included', async () => {
    const totals = await Promise.all(languages.map((language) => totalOf([...shown, language])));
    expect(Math.min(...totals)).toBeGreaterThan(100_000); // or it measures the wrong thing
    expect(Math.max(...totals)).toBeLessThan(budgetBytes);
  });

  it('has no inline script or style, which the page’s CSP would refuse', async () => {
    const html = await readFile(join(folder, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*\ssrc=)/);
    for (const name of ['atlas-api', 'atlas-bot-id', 'atlas-bot-link'])
      expect(html).toContain(`<meta name="${name}" content="">`);
  });
});
