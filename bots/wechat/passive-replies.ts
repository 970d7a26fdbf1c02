export type PassiveReplies = {
  /**
   * Waits for the words that answer a push; null when they are not ready in time, or there are none. A push that WeChat
   * repeats waits for the same words.
   */
  expect(updateId: string): Promise<string | null>;
  /** Hands words to the push that waits for them. False when none does (any more): they have to go another way. */
  give(updateId: string, words: string): boolean;
  /** Nothing more is said to a push: whoever waits gets nothing. */
  end(updateId: string): void;
  /** Lets nobody wait any longer. */
  stop(): void;
};

type Entry = {
  state: 'waiting' | 'given' | 'over';
  words: PromiseWithResolvers<string | null>;
  timer: NodeJS.Timeout;
};

/** WeChat cuts the connection after 5 s; the way there and back is in it. [Message push, 5 s rule] */
const waitMs = 3500;
/** It repeats a push that was not answered twice, each for 5 s. */
const keptMs = 20_000;

/**
 * Answers that go back within the very request that brought the push. Who answers it and who is asked have to be one
 * process. What was given once is given to the repeats of the push as well, because WeChat shows the first that arrives.
 */
export const createPassiveReplies = (times: { waitMs?: number; keptMs?: number } = {}): PassiveReplies => {
  const entries = new Map<string, Entry>();
  const settle = (updateId: string, entry: Entry, words: string | null): void => {
    if (entry.state !== 'waiting') return;
    entry.state = words === null ? 'over' : 'given';
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => entries.delete(updateId), times.keptMs ?? keptMs).unref();
    entry.words.resolve(words);
  };
  return {
    expect: (updateId) => {
      const known = entries.get(updateId);
      if (known) return known.words.promise;
      const entry: Entry = {
        state: 'waiting',
        words: Promise.withResolvers(),
        timer: setTimeout(() => settle(updateId, entry, null), times.waitMs ?? waitMs).unref(),
      };
      entries.set(updateId, entry);
      return entry.words.promise;
    },
    give: (updateId, words) => {
      const entry = entries.get(updateId);
      if (entry) settle(updateId, entry, words);
      return entry?.state === 'given';
    },
    end: (updateId) => {
      const entry = entries.get(updateId);
      if (entry) settle(updateId, entry, null);
    },
    stop: () => {
      for (const [updateId, entry] of entries) {
        settle(updateId, entry, null);
        clearTimeout(entry.timer);
      }
      entries.clear();
    },
  };
};
