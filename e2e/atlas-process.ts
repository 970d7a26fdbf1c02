import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { temporaryFolder } from '@atlas/shared/testing';

const program = join(import.meta.dirname, '../all-in-one/main.ts');

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** A folder of its own for one Atlas; gone on dispose. */
export const createFolder = async (): Promise<AsyncDisposable & { path: string }> => {
  const path = await mkdtemp(join(await temporaryFolder(), 'atlas-e2e-'));
  await chmod(path, 0o711);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
};

export type AtlasProcess = AsyncDisposable & {
  url: string;
  port: number;
  pid: number;
  /** What it has written so far, both streams. */
  output(): string;
  /** Sends a signal; resolves with the exit code (null after SIGKILL). */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Resolves when it has ended by itself or by a signal. */
  exited: Promise<number | null>;
};

/** `npm start` in `folder`, as a person runs it. Does not wait for it to be ready. */
export const spawnAtlas = ({
  folder,
  port,
  env = {},
}: {
  folder: string;
  port: number;
  env?: Record<string, string>;
}): AtlasProcess => {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child: ChildProcess = spawn(process.execPath, [program], {
    cwd: folder,
    env: { PATH, HOME, NODE_COMPILE_CACHE, PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return exited;
  };
  return {
    url: `http://localhost:${port}`,
    port,
    pid: child.pid as number,
    output: () => output,
    exited,
    end,
    [Symbol.asyncDispose]: async () => {
      await end('SIGTERM');
    },
  };
};

/** Starts Atlas and waits until it says that it is ready. */
export const startAtlas = async (options: {
  folder: string;
  port?: number;
  env?: Record<string, string>;
}): Promise<AtlasProcess> => {
  const atlas = spawnAtlas({ ...options, port: options.port ?? (await freePort()) });
  const ended = atlas.exited.then((code) => {
    throw new Error(`Atlas ended with ${code} before it was ready:\n${atlas.output()}`);
  });
  const ready = (async () => {
    while (!atlas.output().includes('Atlas is ready'))
      await new Promise((resolve) => setTimeout(resolve, 20));
  })();
  await Promise.race([ready, ended]);
  ended.catch(() => {});
  return atlas;
};
