import { generateKeyPair, type KeyPair } from 'dpop';

/** Keeps key pairs. `claim` must give every caller the pair that was stored first, however many come at once. */
export type KeyStorage = {
  find(name: string): Promise<KeyPair | undefined>;
  claim(name: string, candidate: KeyPair): Promise<KeyPair>;
};

/** For as long as the page lives: enough to sign in, but the next launch is a new device. */
export const createMemoryKeyStorage = (): KeyStorage => {
  const pairs = new Map<string, KeyPair>();
  return {
    find: async (name) => pairs.get(name),
    claim: async (name, candidate) => {
      const pair = pairs.get(name) ?? candidate;
      pairs.set(name, pair);
      return pair;
    },
  };
};

/** A key pair, and whether the next page of this origin finds it again. */
export type DeviceKey = KeyPair & { isKept: boolean };

const findOrCreate = async (storage: KeyStorage, name: string): Promise<KeyPair> =>
  (await storage.find(name)) ?? storage.claim(name, await generateKeyPair('ES256'));

/**
 * The key that tokens and proofs of this person on this device are bound to. Its private half can't be exported.
 * Storage that a web view has switched off, or that lost its mind, is replaced by memory.
 */
export const openDeviceKey = async (storage: KeyStorage, name: string): Promise<DeviceKey> => {
  try {
    return { ...(await findOrCreate(storage, name)), isKept: true };
  } catch {
    return { ...(await findOrCreate(createMemoryKeyStorage(), name)), isKept: false };
  }
};
