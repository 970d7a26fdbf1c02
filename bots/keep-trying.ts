import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@atlas/shared/process';

const firstRetryMs = 1000;
const longestRetryMs = 60_000;

export type KeptTrying = {
  /** Begins, and keeps trying until it is done or stopped. */
  start(): void;
  stop(): Promise<void>;
  /** Rejects until it is done. */
  check(): Promise<void>;
  /** Resolves when it is done; never when it is stopped before. */
  done: Promise<void>;
};

type Deps = {
  /** Ends a sentence: `registered with Telegram`. */
  what: string;
  attempt: () => Promise<void>;
  /** What the other side asks to wait at the least, after this failure. */
  askedSeconds: (error: unknown) => number;
  logger: Logger;
};

/** Does something that needs somebody else's server, however long that is away: after 1, 2, 4 … 60 s. */
export const createKeepTrying = ({ what, attempt, askedSeconds, logger }: Deps): KeptTrying => {
  const stopping = new AbortController();
  const done = Promise.withResolvers<void>();
  let isDone = false;
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    for (
      let retryMs = firstRetryMs;
      !stopping.signal.aborted;
      retryMs = Math.min(retryMs * 2, longestRetryMs)
    ) {
      try {
        await attempt();
        isDone = true;
        done.resolve();
        return logger.info({}, what);
      } catch (error) {
        const waitMs = Math.max(retryMs, askedSeconds(error) * 1000);
        logger.warn({ error, retryMs: waitMs }, `not ${what}`);
        await pause(waitMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
      }
    }
  };

  return {
    start: () => {
      running ??= run();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
    check: async () => {
      if (!isDone) throw new Error(`not ${what}`);
    },
    done: done.promise,
  };
};
