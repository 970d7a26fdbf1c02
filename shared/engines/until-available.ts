import { setTimeout as delay } from 'node:timers/promises';
import { AtlasError } from '../errors/index.ts';
import type { Logger } from '../process/index.ts';

/** A dependency that did not come; the message says which. */
export class DependencyAway extends Error {
  override name = 'DependencyAway';
}

type Options = { logger: Logger; patienceMs?: number; betweenMs?: number };

/**
 * Runs a step of a start again while a dependency is away (Default: for 30 s, every 500 ms): what is started together
 * with its database comes up a little later, and a broker that restarts is no reason to give up.
 *
 * @throws DependencyAway after that, or at once whatever else `run` throws.
 */
export const untilAvailable = async <T>(
  run: () => Promise<T>,
  { logger, patienceMs = 30_000, betweenMs = 500 }: Options,
): Promise<T> => {
  const untilMs = performance.now() + patienceMs;
  for (let tries = 1; ; tries += 1) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof AtlasError) || error.code !== 'unavailable') throw error;
      const dependency = error.details.dependency ?? 'a dependency';
      if (performance.now() > untilMs)
        throw new DependencyAway(`${dependency} does not answer.`, { cause: error });
      if (tries === 1) logger.warn({ dependency, error }, 'waiting for a dependency');
      await delay(betweenMs);
    }
  }
};
