import { type CryptoKey, importJWK } from 'jose';
import { z } from 'zod';
import type { Clock } from '../ports/index.ts';
import type { FindKey } from './read-access-token.ts';

type Keys = ReadonlyMap<string, CryptoKey | Uint8Array>;

/** The issuer's keys could not be had, so nothing can be said of a token. */
export class KeysUnavailable extends Error {
  override name = 'KeysUnavailable';
}

/** Matches `Cache-Control: max-age` of the issuer: a key that it withdrew is forgotten after so long. */
const freshSeconds = 300;
/** An unknown `kid` may be a new key, or somebody making one up: it is asked for at most this often. */
const cooldownSeconds = 30;
const timeoutMs = 2000;
const maxKeys = 20;

const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(maxKeys) });

const importKeys = async (jwks: z.output<typeof KeySet>): Promise<Keys> => {
  const usable = jwks.keys.filter(
    ({ kid, kty, crv }) => typeof kid === 'string' && kty === 'EC' && crv === 'P-256',
  );
  return new Map(
    await Promise.all(usable.map(async (jwk) => [String(jwk.kid), await importJWK(jwk, 'ES256')] as const)),
  );
};

/**
 * The issuer's published keys [RFC 7517], fetched when first needed and then kept. A rotation goes unnoticed: the next
 * key is published long before it signs. While the issuer is away, the keys that are known stay good.
 *
 * @returns a key by its `kid`. Throws KeysUnavailable only when there is none and the issuer can't be asked.
 */
export const createRemoteKeys = ({
  url,
  clock,
  fetch = globalThis.fetch,
}: {
  url: string;
  clock: Clock;
  fetch?: typeof globalThis.fetch;
}): FindKey => {
  let keys: Keys | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let freshUntilMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  const load = async () => {
    const headers = { Accept: 'application/jwk-set+json, application/json' };
    const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    keys = await importKeys(KeySet.parse(await response.json()));
    freshUntilMs = clock().getTime() + freshSeconds * 1000;
  };
  /** One request at a time, however many tokens wait for it. */
  const ask = () => {
    asking ??= load().finally(() => {
      asking = undefined;
    });
    askedAtMs = clock().getTime();
    return asking;
  };
  const mayAsk = () => clock().getTime() - askedAtMs >= cooldownSeconds * 1000;

  return async (kid) => {
    const isStale = clock().getTime() >= freshUntilMs;
    const isWanted = !keys || ((isStale || !keys.has(kid)) && mayAsk());
    if (isWanted || (asking && !keys?.has(kid))) {
      await (asking ?? ask()).catch((cause: unknown) => {
        if (!keys) throw new KeysUnavailable('the keys of the issuer can not be had', { cause });
      });
    }
    return keys?.get(kid) ?? null;
  };
};
