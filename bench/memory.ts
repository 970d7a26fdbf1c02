import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { startLoad } from './process.ts';

/** Proportional set size of a process and all below it, in MB: memory that processes share is counted once. */
const treeMegabytes = async (root: number): Promise<number> => {
  const parents = new Map<number, number>();
  for (const entry of await readdir('/proc')) {
    const stat = /^\d+$/.test(entry) ? await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '') : '';
    if (stat) parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isBelow = (pid: number): boolean =>
    pid === root || (parents.has(pid) && pid > 1 && isBelow(parents.get(pid) as number));
  let kilobytes = 0;
  for (const pid of parents.keys()) {
    if (!isBelow(pid)) continue;
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
  }
  return kilobytes / 1024;
};

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** Starts the all-in-one on what `folder` holds; resolves when it says that it is ready. */
const startAllInOne = async (folder: string, port: number) => {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [join(import.meta.dirname, '../all-in-one/main.ts')], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: String(port), RATE_LIMIT_FACTOR: '1000000' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('Atlas is ready')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`all-in-one ended with ${code}`)));
  });
  return {
    pid: child.pid as number,
    startSeconds: (performance.now() - startedAt) / 1000,
    stop: async () => {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await exited;
    },
  };
};

/**
 * Memory of the whole all-in-one, PostgreSQL included, after people have signed in to it for a while; and how long it
 * then takes to start again on the same data.
 */
export const measureMemory = async (): Promise<{ megabytes: number; startSeconds: number }> => {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'atlas-bench-'));
  await chmod(folder, 0o711); // PostgreSQL may run as another user
  const first = await startAllInOne(folder, port);
  const url = `http://127.0.0.1:${port}`;
  const desk = (path: string, body: object) =>
    fetch(`${url}/sandbox/control${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }).then((response) => response.json() as Promise<Record<string, string>>);
  let token = '';
  for (let signIns = 0; signIns < 500; signIns += 1) {
    const { id } = await desk('/telegram/users', { firstName: `Bench ${signIns}` });
    const { initData } = await desk(`/telegram/users/${id}/init-data`, {});
    const response = await fetch(`${url}/v1/sessions/telegram`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ initData }),
    });
    token = ((await response.json()) as { accessToken: string }).accessToken;
  }
  const load = startLoad();
  await load.run({
    url: `${url}/v1/account`,
    seconds: 10,
    connections: 16,
    request: { kind: 'read', tokens: [token] },
  });
  await load.stop();
  const megabytes = await treeMegabytes(first.pid);
  await first.stop();
  const again = await startAllInOne(folder, port);
  await again.stop();
  await rm(folder, { recursive: true, force: true });
  return { megabytes, startSeconds: again.startSeconds };
};
