export type KeyValueStore = {
  keys: () => string[];
  get: (key: string) => string | undefined;
  set: (key: string, value: string) => void;
  remove: (key: string) => void;
  clear: () => void;
};

/** Text by key in this browser, apart for each name (one person's storage with one bot). */
export const createKeyValueStore = (name: string, storage: Storage = localStorage): KeyValueStore => {
  const read = (): Record<string, string> => {
    try {
      return JSON.parse(storage.getItem(name) ?? '{}') as Record<string, string>;
    } catch {
      return {};
    }
  };
  const write = (values: Record<string, string>) => storage.setItem(name, JSON.stringify(values));
  return {
    keys: () => Object.keys(read()),
    get: (key) => {
      const values = read();
      return Object.hasOwn(values, key) ? values[key] : undefined;
    },
    set: (key, value) => write({ ...read(), [key]: value }),
    remove: (key) => {
      const { [key]: _gone, ...rest } = read();
      write(rest);
    },
    clear: () => storage.removeItem(name),
  };
};
