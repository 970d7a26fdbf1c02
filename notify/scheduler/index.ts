import { createSignal, type Logger } from '@atlas/shared/process';

/** One thing done again and again; true when there may be more to do at once. */
export type Chore = { name: string; run: () => Promise<boolean> };

export type Scheduler = { start(): void; wake(): void; stop(): Promise<void> };

type Deps = {
  chores: readonly Chore[];
  logger: Logger;
  /** How long nothing is done after nothing was to do, in ms (Default: 500). */
  pollMs?: number;
};

/** Does what is due by the clock, in one loop. A chore that fails is tried again after the others. */
export const createScheduler = ({ chores, logger, pollMs = 500 }: Deps): Scheduler => {
  const signal = createSignal();
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const failing = new Set<string>();

  const attempt = async ({ name, run }: Chore): Promise<boolean> => {
    try {
      const isMore = await run();
      failing.delete(name);
      return isMore;
    } catch (error) {
      if (!failing.has(name)) logger.warn({ chore: name, error }, 'chore waits');
      failing.add(name);
      return false;
    }
  };

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      let isMore = false;
      for (const chore of chores) if (!stopping.signal.aborted) isMore = (await attempt(chore)) || isMore;
      if (!isMore) await signal.wait(pollMs);
    }
  };

  return {
    start: () => {
      running = loop();
    },
    wake: signal.raise,
    stop: async () => {
      stopping.abort();
      signal.raise();
      await running;
    },
  };
};
