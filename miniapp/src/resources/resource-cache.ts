import { createValue, type Writable } from '../observable.ts';

/** What was loaded last, by name: a screen that is opened again shows it at once and refreshes behind. */
export type ResourceCache = {
  slot<T>(name: string): Writable<T | undefined>;
  clear(): void;
};

export const createResourceCache = (): ResourceCache => {
  const slots = new Map<string, Writable<unknown>>();
  return {
    slot: <T>(name: string) => {
      const slot = slots.get(name) ?? createValue<unknown>(undefined);
      slots.set(name, slot);
      return slot as Writable<T | undefined>; // one name always holds one type
    },
    clear: () => slots.clear(),
  };
};
