import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../ports/index.ts';
import type { Logger } from '../process/index.ts';
import { forgetReplayRequest, selectReplayRequests } from './queries.ts';

type Deps = {
  group: string;
  database: Database;
  /** Handles a key's parked events again. */
  replay: (key: string) => Promise<number>;
  logger: Logger;
  /** How often it looks (Default: 2000). */
  pollMs?: number;
};

/**
 * Takes up what operators asked for with `npm run -s parked -- replay`: only a process of the group has what handles its
 * events. A request is forgotten once it was tried, whatever came of it; the parked event says what. One that could not
 * be tried, because something was away, stays.
 */
export const startReplayRequests = ({
  group,
  database,
  replay,
  logger,
  pollMs = 2000,
}: Deps): { stop(): Promise<void> } => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const takeUp = async (key: string): Promise<void> => {
    const handled = await replay(key);
    await forgetReplayRequest(database, group, key);
    logger.info({ group, key, handled }, 'parked events were replayed');
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        for (const key of await selectReplayRequests(database, group)) {
          if (signal.aborted) return;
          await takeUp(key);
        }
      } catch (error) {
        logger.debug({ group, error }, 'requests for a replay wait');
      }
      await delay(pollMs, undefined, { signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};
