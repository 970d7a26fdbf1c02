import type { KeyPair } from 'dpop';
import { createStore, get, update } from 'idb-keyval';
import type { KeyStorage } from './device-key.ts';

/** Key pairs in IndexedDB, which keeps a CryptoKey as it is: usable, and never readable. */
export const createIndexedDbKeyStorage = (): KeyStorage => {
  const store = createStore('atlas', 'device-keys');
  return {
    find: (name) => get<KeyPair>(name, store),
    claim: async (name, candidate) => {
      let kept = candidate;
      // One transaction: of two tabs that come at once, both end up with the key of the first.
      await update<KeyPair>(name, (stored) => (kept = stored ?? candidate), store);
      return kept;
    },
  };
};
