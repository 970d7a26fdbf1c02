import type { EachBatchPayload } from 'kafkajs';
import type { Place } from '../event-bus/index.ts';

/** What a group's offset carries as metadata: where the last finished event stands in the log. */
export const placeText = ({ transactionId, position }: Place): string => `${transactionId}.${position}`;

type Commit = EachBatchPayload['commitOffsetsIfNecessary'];
type Finished = { topic: string; partition: number; offset: string; metadata: string };
export type FinishedRecord = { topic: string; partition: number; offset: string; place: Place };

// The client hands the metadata on; its types don't know it.
const offsetsOf = (finished: readonly Finished[]): Parameters<Commit>[0] => ({
  topics: [...Map.groupBy(finished, ({ topic }) => topic)].map(([topic, partitions]) => ({
    topic,
    partitions: partitions.map(({ partition, offset, metadata }) => ({ partition, offset, metadata })),
  })),
});

/**
 * Commits what is finished, one request at a time with all that came together meanwhile, so that many small batches
 * cost few requests. A commit that fails is tried with the next one; what is never committed is given again.
 */
export const createCommitter = () => {
  let commit: Commit | undefined;
  let waiting = new Map<string, Finished>();
  let sending: Promise<void> | undefined;
  let epoch = 0;
  const send = async (): Promise<void> => {
    while (waiting.size > 0) {
      const [batch, begun] = [waiting, epoch];
      waiting = new Map();
      try {
        await commit?.(offsetsOf([...batch.values()]));
      } catch {
        if (begun === epoch)
          for (const [key, offset] of batch) if (!waiting.has(key)) waiting.set(key, offset);
        break;
      }
    }
    sending = undefined;
  };
  return {
    /** @param via the batch's own way to commit, the only one that is open while its consumer stops */
    finished: ({ topic, partition, offset, place }: FinishedRecord, via: Commit): void => {
      commit = via;
      const next = (BigInt(offset) + 1n).toString();
      waiting.set(`${topic}/${partition}`, { topic, partition, offset: next, metadata: placeText(place) });
      sending ??= send();
    },
    /** Resolves when what is finished was committed, or could not be. */
    flush: async (): Promise<void> => {
      await sending;
      if (waiting.size === 0) return;
      sending ??= send();
      await sending;
    },
    /** Forgets what is not committed yet: the partitions may be another member's by now. */
    forget: (): void => {
      epoch += 1;
      waiting.clear();
    },
  };
};
export type Committer = ReturnType<typeof createCommitter>;
