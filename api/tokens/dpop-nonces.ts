import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@atlas/shared/ports';

/** Server nonces for DPoP proofs [RFC 9449, 8]: two generations of 300 s are good at any time. */
export type DpopNonces = {
  current(): string;
  isGood(nonce: unknown): boolean;
};

const generationSeconds = 300;

/**
 * Stateless nonces: any process with the same key knows them. With a key made at start, every nonce of an
 * earlier run is dead, and with it every proof whose `jti` that run remembered in memory.
 */
export const createDpopNonces = ({ key, clock }: { key: Uint8Array; clock: Clock }): DpopNonces => {
  const made = new Map<number, string>();
  const nonceOf = (generation: number): string => {
    const known = made.get(generation);
    if (known) return known;
    made.clear();
    for (const each of [generation, generation - 1]) {
      made.set(each, createHmac('sha256', key).update(`dpop-nonce ${each}`).digest('base64url').slice(0, 32));
    }
    return made.get(generation) as string;
  };
  const now = () => Math.floor(clock().getTime() / 1000 / generationSeconds);
  const equals = (a: string, b: string) =>
    a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
  return {
    current: () => nonceOf(now()),
    isGood: (nonce) => {
      if (typeof nonce !== 'string' || !/^[A-Za-z0-9_-]{32}$/.test(nonce)) return false;
      const generation = now();
      return [generation, generation - 1].some((each) => {
        nonceOf(generation);
        return equals(nonce, made.get(each) as string);
      });
    },
  };
};
