import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFolder, freePort, spawnAtlas, startAtlas } from './atlas-process.ts';
import { createDesk, signIn } from './desk.ts';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const postgresPid = (output: string): number => Number(/pid (\d+)/.exec(output)?.[1]);

describe('npm start', () => {
  it('says what it starts, then where to go; Ctrl-C ends it and its PostgreSQL with 0', async () => {
    await using folder = await createFolder();
    await using atlas = await startAtlas({ folder: folder.path });
    const output = atlas.output();
    for (const part of ['PostgreSQL', 'Database', 'Sandbox', 'API', 'Notifications', 'Telegram bot'])
      expect(output).toContain(`✓ ${part}`);
    expect(output).toContain(`${atlas.url}/sandbox/`);
    for (const path of [
      '/',
      '/sandbox/',
      '/miniapp/',
      '/docs',
      '/openapi.json',
      '/healthz',
      '/readyz',
      '/metrics',
      '/.well-known/jwks.json',
    ]) {
      expect([path, (await fetch(atlas.url + path)).status]).toEqual([path, 200]);
    }
    const ready = await (await fetch(`${atlas.url}/readyz`)).json();
    expect(ready).toMatchObject({ ready: true, dependencies: { postgres: 'ok' } });

    const pid = postgresPid(output);
    expect(isAlive(pid)).toBe(true);
    expect(await atlas.end('SIGINT')).toBe(0);
    expect(isAlive(pid)).toBe(false);
    expect(atlas.output()).toContain('Stopped.');
  });

  it('finds its data again', async () => {
    await using folder = await createFolder();
    const first = await startAtlas({ folder: folder.path });
    const anna = await createDesk(first.url).createPerson({ firstName: 'Anna' });
    const registered = await signIn(first.url, await createDesk(first.url).initData(anna.id));
    expect(await first.end('SIGTERM')).toBe(0);

    await using second = await startAtlas({ folder: folder.path, port: first.port });
    const again = await signIn(second.url, await createDesk(second.url).initData(anna.id));
    expect(again.body).toMatchObject({ isNew: false, account: registered.body.account });
  });

  it('takes over the PostgreSQL that a kill -9 left behind', async () => {
    await using folder = await createFolder();
    const first = await startAtlas({ folder: folder.path });
    const leftover = postgresPid(first.output());
    expect(await first.end('SIGKILL')).toBeNull();
    expect(isAlive(leftover)).toBe(true);

    await using second = await startAtlas({ folder: folder.path });
    expect(isAlive(leftover)).toBe(false);
    expect(postgresPid(second.output())).not.toBe(leftover);
  });
});

describe('npm start refuses in one sentence that says what to do, with', () => {
  const refusal = async (folder: string, env: Record<string, string>, port?: number) => {
    const atlas = spawnAtlas({ folder, port: port ?? (await freePort()), env });
    const code = await atlas.exited;
    return { code, output: atlas.output() };
  };

  it('a taken port', async () => {
    await using folder = await createFolder();
    const port = await freePort();
    const squatter = createServer().listen(port, '127.0.0.1');
    const { code, output } = await refusal(folder.path, {}, port);
    squatter.close();
    expect(code).toBe(1);
    expect(output.trim()).toBe(
      `Port ${port} is taken. Stop what listens there, or choose another one with PORT=${port + 1}.`,
    );
  });

  it('broken variables, all at once, by name and without their values', async () => {
    await using folder = await createFolder();
    const { code, output } = await refusal(folder.path, {
      INIT_DATA_MAX_AGE_SECONDS: 'soon',
      ATLAS_MASTER_KEY: 'hunter2',
      LOG_LEVEL: 'loud',
    });
    expect(code).toBe(78);
    for (const key of ['INIT_DATA_MAX_AGE_SECONDS', 'ATLAS_MASTER_KEY', 'LOG_LEVEL'])
      expect(output).toContain(key);
    expect(output).not.toContain('hunter2');
  });

  it('a sandbox in production', async () => {
    await using folder = await createFolder();
    const { code, output } = await refusal(folder.path, { NODE_ENV: 'production' });
    expect(code).toBe(78);
    expect(output).toContain('production refuses the sandbox');
  });

  it('no credentials where the sandbox is off', async () => {
    await using folder = await createFolder();
    const { code, output } = await refusal(folder.path, { ATLAS_SANDBOX: 'off' });
    expect(code).toBe(78);
    expect(output).toContain('TELEGRAM_BOT_TOKEN is required');
  });

  it('a file where its folder goes', async () => {
    await using folder = await createFolder();
    await writeFile(join(folder.path, '.atlas'), '');
    const { code, output } = await refusal(folder.path, {});
    expect(code).toBe(1);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).toContain('is a file');
  });

  it('a data folder that is none, a damaged key, a missing key, and a second instance', async () => {
    await using folder = await createFolder();
    const state = join(folder.path, '.atlas');
    await mkdir(join(state, 'postgres'), { recursive: true });
    await writeFile(join(state, 'master.key'), Buffer.alloc(32).toString('base64'));
    expect(await refusal(folder.path, {})).toMatchObject({
      code: 1,
      output: expect.stringContaining('is not a PostgreSQL data folder any more'),
    });

    await writeFile(join(state, 'master.key'), 'short');
    expect(await refusal(folder.path, {})).toMatchObject({
      code: 1,
      output: expect.stringContaining('is damaged'),
    });
    await rm(join(state, 'master.key'));
    expect(await refusal(folder.path, {})).toMatchObject({
      code: 1,
      output: expect.stringContaining('is missing, and what is stored was sealed with it'),
    });

    await rm(state, { recursive: true });
    await using running = await startAtlas({ folder: folder.path });
    expect(await refusal(folder.path, {})).toMatchObject({
      code: 1,
      output: expect.stringContaining(`already running here (pid ${running.pid})`),
    });
    expect((await readFile(join(state, 'lock'), 'utf8')).trim()).toBe(String(running.pid));
  });
});
