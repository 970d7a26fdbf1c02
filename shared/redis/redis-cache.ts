import type { Cache, Cached, Clock } from '../ports/index.ts';
import type { Vault } from '../sealing/index.ts';
import type { RedisConnection } from './connect-redis.ts';
import type { KeyNames } from './key-names.ts';

type Deps = { redis: RedisConnection; vault: Vault; keyNames: KeyNames; clock: Clock };

type Envelope = { v: string; e: number };

/**
 * A cache of all processes. Values are sealed under the master key, bound to their cache and key: who reads or writes
 * Redis gets no token from it, and can't put one person's in another's place.
 */
export const createRedisCache =
  ({ redis: { client }, vault, keyNames, clock }: Deps) =>
  (name: string): Cache => {
    const nameOf = (key: string) => keyNames(`cache.${name}`, key);
    const placeOf = (rowId: string) => ({ table: 'redis', column: name, rowId });

    const open = (sealed: string, key: string): Cached => {
      const { v, e } = JSON.parse(vault.open(sealed, placeOf(key)).toString()) as Envelope;
      return { value: v, expiresAt: new Date(e) };
    };

    return {
      get: async (key) => {
        try {
          const sealed = await client.get(nameOf(key));
          const cached = sealed === null ? null : open(sealed, key);
          return cached && clock() < cached.expiresAt ? cached : null;
        } catch {
          return null; // away, or not ours: made anew
        }
      },
      set: async (key, { value, expiresAt }) => {
        const ttlMs = expiresAt.getTime() - clock().getTime();
        if (ttlMs <= 0) return;
        const envelope: Envelope = { v: value, e: expiresAt.getTime() };
        const sealed = vault.seal(Buffer.from(JSON.stringify(envelope)), placeOf(key));
        await client.set(nameOf(key), sealed, 'PX', ttlMs).catch(() => {});
      },
      delete: async (key) => void (await client.del(nameOf(key)).catch(() => {})),
    };
  };
