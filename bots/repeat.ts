import type { Logger } from '@atlas/shared/process';

/** Does small work again and again; a failure waits for the next round, and two rounds never meet. */
export const createRepeat = ({
  what,
  everyMs,
  work,
  logger,
}: {
  /** Begins a sentence: `old conversations`. */
  what: string;
  everyMs: number;
  work: () => Promise<void>;
  logger: Logger;
}) => {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  const round = () => {
    running ??= work()
      .catch((error: unknown) => logger.warn({ error }, `${what} not deleted`))
      .finally(() => {
        running = undefined;
      });
  };
  return {
    start: () => {
      timer = setInterval(round, everyMs).unref();
      round();
    },
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
};
