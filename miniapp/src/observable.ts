/** A value that can be read now and watched; made for `useSyncExternalStore`. */
export type Readable<T> = {
  get(): T;
  /** Calls back after each change; returns how to stop. */
  subscribe(onChange: () => void): () => void;
};

export type Writable<T> = Readable<T> & { set(value: T): void };

export const createValue = <T>(initial: T): Writable<T> => {
  const listeners = new Set<() => void>();
  let current = initial;
  return {
    get: () => current,
    set: (value) => {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
