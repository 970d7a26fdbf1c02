import type { Clock, Database } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import { deleteUpdatesBefore } from './queries.ts';

/** Longer than any messenger retries; Telegram gives up after a day. */
const keptSeconds = 8 * 86_400;
const everyMs = 3_600_000;

/** Forgets old updates, hourly and at start. */
export const createPruner = ({
  database,
  clock,
  logger,
}: {
  database: Database;
  clock: Clock;
  logger: Logger;
}) => {
  let timer: NodeJS.Timeout | undefined;
  const prune = async (): Promise<void> => {
    try {
      const before = new Date(clock().getTime() - keptSeconds * 1000);
      while ((await deleteUpdatesBefore(database, before)) > 0);
    } catch (error) {
      logger.warn({ error }, 'old updates not deleted');
    }
  };
  return {
    prune,
    start: () => {
      timer = setInterval(() => void prune(), everyMs).unref();
      void prune();
    },
    stop: () => clearInterval(timer),
  };
};
