import type { Cache } from '../ports/index.ts';

/** Asks the near cache first, and keeps there what only the far one knew. */
export const createLayeredCache = ({ near, far }: { near: Cache; far: Cache }): Cache => ({
  get: async (key) => {
    const known = await near.get(key);
    if (known) return known;
    const found = await far.get(key);
    if (found) await near.set(key, found);
    return found;
  },
  set: async (key, cached) => {
    await near.set(key, cached);
    await far.set(key, cached);
  },
  delete: async (key) => {
    await near.delete(key);
    await far.delete(key);
  },
});
