import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock, ReplayCache } from '@atlas/shared/ports';

/** Where the proofs of a nonce are remembered: they are claimed there, in this epoch, and nowhere else. */
export type NonceHome = { cache: ReplayCache; epoch: string };

/** Server nonces for DPoP proofs [RFC 9449, 8]: two generations of 300 s are good at any time. */
export type DpopNonces = {
  /** A nonce of the first cache that can be asked. */
  current(): string;
  /** Null for a nonce that is too old, of an epoch that is over, of a cache that is away, or none of ours. */
  homeOf(nonce: unknown): NonceHome | null;
};

const generationSeconds = 300;

/** How long a proof has to be remembered: two generations, and what the clocks of two processes may differ by. */
export const nonceLifeSeconds = 2 * generationSeconds + 300;

type Deps = {
  /** The same in every process. */
  key: Uint8Array;
  /** In the order of preference; the last one can always be asked. */
  caches: readonly ReplayCache[];
  clock: Clock;
};

/**
 * Stateless nonces: any process with the same key and the same caches knows them. A nonce names the epoch of one cache, so
 * that a proof can be claimed in one place only, whatever each process can reach at that moment; and with what a cache
 * forgets die all proofs that it had to remember.
 */
export const createDpopNonces = ({ key, caches, clock }: Deps): DpopNonces => {
  const made = new Map<string, Buffer>();
  const nonceOf = (epoch: string, generation: number): Buffer => {
    const name = `dpop-nonce ${generation} ${epoch}`;
    const known = made.get(name);
    if (known) return known;
    if (made.size >= 32) made.clear();
    const nonce = Buffer.from(createHmac('sha256', key).update(name).digest('base64url').slice(0, 32));
    made.set(name, nonce);
    return nonce;
  };
  const now = () => Math.floor(clock().getTime() / 1000 / generationSeconds);
  const homes = (): NonceHome[] =>
    caches.flatMap((cache) => {
      const epoch = cache.epoch();
      return epoch === null ? [] : [{ cache, epoch }];
    });
  return {
    current: () => nonceOf(homes()[0]?.epoch ?? '', now()).toString(),
    homeOf: (nonce) => {
      if (typeof nonce !== 'string' || !/^[A-Za-z0-9_-]{32}$/.test(nonce)) return null;
      const [shown, generation] = [Buffer.from(nonce), now()];
      const isOf = ({ epoch }: NonceHome) =>
        [generation, generation - 1].some((each) => timingSafeEqual(shown, nonceOf(epoch, each)));
      return homes().find(isOf) ?? null;
    },
  };
};
