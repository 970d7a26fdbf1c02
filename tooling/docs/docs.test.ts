import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedPages } from './pages.ts';

const root = join(import.meta.dirname, '../..');

describe('docs', () => {
  it('say what the code says; `npm run docs` writes them anew', async () => {
    for (const { current, wanted } of await generatedPages()) expect(current).toBe(wanted);
  });

  it('link to nothing that is not there', async () => {
    const pages = (await readdir(join(root, 'docs'), { recursive: true })).filter((name) =>
      name.endsWith('.md'),
    );
    const broken: string[] = [];
    for (const page of [
      'README.md',
      'CONTRIBUTING.md',
      'CHANGELOG.md',
      ...pages.map((name) => join('docs', name)),
    ]) {
      const text = await readFile(join(root, page), 'utf8');
      for (const [, target = ''] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
        if (/^[a-z]+:/.test(target)) continue;
        if (!(await stat(join(root, dirname(page), target)).catch(() => null)))
          broken.push(`${page}: ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('name no script that package.json does not have', async () => {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const pages = (await readdir(join(root, 'docs'), { recursive: true })).filter((name) =>
      name.endsWith('.md'),
    );
    const unknown: string[] = [];
    for (const page of ['README.md', 'CONTRIBUTING.md', ...pages.map((name) => join('docs', name))]) {
      const text = await readFile(join(root, page), 'utf8');
      for (const [, script = ''] of text.matchAll(/npm run (?:-s )?([a-z:-]+)/g)) {
        if (!Object.hasOwn(scripts, script)) unknown.push(`${page}: ${script}`);
      }
    }
    expect(unknown).toEqual([]);
  });
});
