import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@atlas/tooling/services';
import { type Program, spawnProgram } from '../program.ts';

/** One process of Atlas that a test may kill. It is watched over as by systemd or Docker: what ends is started again. */
export type Member = {
  name: string;
  url: string;
  /** kill -9; resolves when the next one is ready. */
  killAndRestart(): Promise<void>;
  /** As an operator does it; it stays away. */
  stop(): Promise<void>;
  /** With more in its environment, until it is stopped. */
  start(more?: Readonly<Record<string, string>>): Promise<void>;
  /** What it wrote, over all its lives. */
  output(): string;
};

const root = join(import.meta.dirname, '../..');
const restartAfterMs = 200;
const isReady = /"msg":"ready"|The desk is at/;

/** Starts `npm run <name>` in `folder`, always on the same port; resolves when it is ready. */
export const startMember = async ({
  name,
  folder,
  env,
}: {
  name: string;
  folder: string;
  env: (url: string) => Readonly<Record<string, string>>;
}): Promise<Member> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let before = '';
  let running: Program | undefined;
  let isWanted = false;
  let more: Readonly<Record<string, string>> = {};
  let watching: Promise<void> = Promise.resolve();
  let ready = Promise.withResolvers<void>();

  const watchOver = async (): Promise<void> => {
    while (isWanted) {
      const life = spawnProgram({
        program: join(root, name, 'main.ts'),
        folder,
        env: { PORT: String(port), HOST: '127.0.0.1', ...env(url), ...more },
      });
      running = life;
      const begun = ready;
      life.said(isReady).then(begun.resolve, () => {});
      const code = await life.exited;
      before += life.output();
      // EX_CONFIG: no start to come will go better.
      if (code === 78) return ready.reject(new Error(life.output()));
      if (isWanted) await delay(restartAfterMs);
    }
  };
  const start = (extra: Readonly<Record<string, string>> = {}): Promise<void> => {
    more = extra;
    isWanted = true;
    ready = Promise.withResolvers();
    watching = watchOver();
    return ready.promise;
  };
  await start();
  return {
    name,
    url,
    start,
    killAndRestart: async () => {
      ready = Promise.withResolvers();
      const next = ready.promise;
      await running?.end('SIGKILL');
      await next;
    },
    stop: async () => {
      isWanted = false;
      await running?.end('SIGTERM');
      await watching;
    },
    output: () => before + (running?.output() ?? ''),
  };
};
