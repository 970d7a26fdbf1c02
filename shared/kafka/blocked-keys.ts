export type BlockedKeys = {
  /** Keys whose events wait parked, so that later ones wait behind them. */
  all(): Promise<ReadonlySet<string>>;
  add(key: string): void;
  remove(key: string): void;
  /** To be called when partitions change hands: who had them may have parked events of theirs. */
  forget(): void;
};

/**
 * What is parked, read once a second instead of with every few records. The member that parks an event of a partition
 * is the one that reads on there, and `add`s it, so that no later event of the partition passes it. Only of what another
 * member parks out of another topic it hears up to a second later, and between topics there is no order anyhow.
 */
export const createBlockedKeys = (
  load: () => Promise<ReadonlySet<string>>,
  { maxAgeMs = 1000 }: { maxAgeMs?: number } = {},
): BlockedKeys => {
  let known: Promise<Set<string>> | undefined;
  let loadedAt = 0;
  const change = (to: (keys: Set<string>) => unknown): void => {
    known?.then(to, () => {});
  };
  return {
    all: () => {
      if (known && performance.now() - loadedAt < maxAgeMs) return known;
      const loading = load().then((keys) => new Set(keys));
      loading.catch(() => {
        if (known === loading) known = undefined;
      });
      [known, loadedAt] = [loading, performance.now()];
      return loading;
    },
    add: (key) => change((keys) => keys.add(key)),
    remove: (key) => change((keys) => keys.delete(key)),
    forget: () => {
      known = undefined;
    },
  };
};
