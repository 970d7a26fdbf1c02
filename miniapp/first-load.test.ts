import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Manifest } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';

const budgetBytes = 150_000;

/** What a launch in Telegram loads before the home screen is shown; of the languages, the largest. */
const shown = ['index.html', 'src/messenger/telegram-bridge.ts'];
const languages = ['src/i18n/en.ts', 'src/i18n/ru.ts', 'src/i18n/zh.ts'];

describe('the first load', () => {
  const folder = join(import.meta.dirname, 'dist');
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

  // As the pages are served: they were built before the run.
  beforeAll(async () => {
    manifest = JSON.parse(await readFile(join(folder, '.vite/manifest.json'), 'utf8')) as Manifest;
  });

  it('is under 150 kB of compressed script, everything included', async () => {
    const totals = await Promise.all(languages.map((language) => totalOf([...shown, language])));
    expect(Math.min(...totals)).toBeGreaterThan(100_000); // or it measures the wrong thing
    expect(Math.max(...totals)).toBeLessThan(budgetBytes);
  });

  it('has no inline script or style, which the page’s CSP would refuse', async () => {
    const html = await readFile(join(folder, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*\ssrc=)/);
    for (const name of ['atlas-api', 'atlas-bot-id', 'atlas-bot-link', 'atlas-whatsapp-link', 'atlas-wechat'])
      expect(html).toContain(`<meta name="${name}" content="">`);
  });
});
