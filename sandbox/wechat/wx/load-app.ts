import { readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import vm from 'node:vm';

/** What a script of a mini program finds around it; nothing of Node, and nothing of a browser. */
export type Globals = Record<string, unknown>;

export type AppJson = { pages: string[]; tabBar?: { list: { pagePath: string }[] } };

/** Files as whoever installs them changed them. */
export type Edited = Readonly<Record<string, string>>;

/** A mini program's files, as they would be uploaded. */
export type Loaded = {
  json: AppJson;
  wxmlOf(route: string): string;
  /** Runs a script, as `require` does: once. */
  run(path: string): unknown;
};

const wrapperOf = (source: string): string => `(function (require, module, exports) {${source}\n})`;

type Wrapper = (require: (path: string) => unknown, module: { exports: unknown }, exports: unknown) => void;

/** Reads every script and page that `app.json` leads to, and runs them among `globals` alone. */
export const loadApp = async (folder: string, globals: Globals, edited: Edited = {}): Promise<Loaded> => {
  const json = JSON.parse(await readFile(join(folder, 'app.json'), 'utf8')) as AppJson;
  const files = new Map<string, string>();
  const read = async (path: string): Promise<void> => {
    if (files.has(path)) return;
    const source = edited[path] ?? (await readFile(join(folder, path), 'utf8'));
    files.set(path, source);
    for (const [, needed = ''] of source.matchAll(/\brequire\('(\.[^']+)'\)/g))
      await read(`${normalize(join(dirname(path), needed))}.js`);
  };
  await Promise.all(['app.js', ...json.pages.map((route) => `${route}.js`)].map(read));
  const markup = new Map<string, string>();
  for (const route of json.pages) {
    JSON.parse(await readFile(join(folder, `${route}.json`), 'utf8'));
    markup.set(route, await readFile(join(folder, `${route}.wxml`), 'utf8'));
  }

  const context = vm.createContext({ ...globals, setTimeout, clearTimeout });
  const modules = new Map<string, { exports: unknown }>();
  const run = (path: string): unknown => {
    const done = modules.get(path);
    if (done) return done.exports;
    const source = files.get(path);
    if (source === undefined) throw new Error(`module '${path}' is not defined`);
    const module = { exports: {} };
    modules.set(path, module);
    const wrapper = vm.runInContext(wrapperOf(source), context, { filename: join(folder, path) }) as Wrapper;
    wrapper((needed) => run(`${normalize(join(dirname(path), needed))}.js`), module, module.exports);
    return module.exports;
  };
  return { json, run, wxmlOf: (route) => markup.get(route) ?? '' };
};
