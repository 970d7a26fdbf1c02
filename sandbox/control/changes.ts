/** Tells whoever looks what changed. Nothing is kept for those who come later. */
export type Changes<T> = {
  publish(change: T): void;
  watch(listener: (change: T) => void): () => void;
};

export const createChanges = <T>(): Changes<T> => {
  const listeners = new Set<(change: T) => void>();
  return {
    publish: (change) => {
      for (const listener of listeners) listener(change);
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
