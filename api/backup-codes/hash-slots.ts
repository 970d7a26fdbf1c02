import { availableParallelism } from 'node:os';
import { AtlasError } from '@atlas/shared/errors';

/** Runs slow hashing a few at a time, so that it never takes all cores nor grows without end. */
export type HashSlots = {
  /** @throws AtlasError `unavailable` when the queue is full: better told to come again than kept waiting. */
  run<T>(work: () => Promise<T>): Promise<T>;
};

export const createHashSlots = ({
  slots = availableParallelism(),
  queueLength = 32,
}: {
  slots?: number;
  queueLength?: number;
} = {}): HashSlots => {
  const waiting: (() => void)[] = [];
  let free = slots;
  const take = async () => {
    if (free > 0) {
      free -= 1;
      return;
    }
    if (waiting.length >= queueLength)
      throw new AtlasError('unavailable', { dependency: 'hashing', retryAfterSeconds: 1 });
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const giveBack = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return {
    run: async (work) => {
      await take();
      try {
        return await work();
      } finally {
        giveBack();
      }
    },
  };
};
