import type { Clock } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';

/** Longer than any messenger retries: Telegram gives up after a day, WhatsApp after seven. */
const longestSeconds = 8 * 86_400;
const everyMs = 3_600_000;

/** Forgets old updates, hourly and at start. */
export const createPruner = ({
  keptSeconds = longestSeconds,
  deleteBefore,
  clock,
  logger,
}: {
  /** How long it is of use (Default: 8 days). */
  keptSeconds?: number;
  /** Deletes some of what came before; how many. */
  deleteBefore: (before: Date) => Promise<number>;
  clock: Clock;
  logger: Logger;
}) => {
  let timer: NodeJS.Timeout | undefined;
  const prune = async (): Promise<void> => {
    try {
      const before = new Date(clock().getTime() - keptSeconds * 1000);
      while ((await deleteBefore(before)) > 0);
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
