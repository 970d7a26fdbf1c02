import { AtlasError } from '@atlas/shared/errors';
import type { Clock } from '@atlas/shared/ports';
import { LRUCache } from 'lru-cache';
import type { FindClient } from '../clients/index.ts';
import type { Caller } from '../http/index.ts';
import { type AssertEarned, type ExchangeToken, requestedScopes } from '../oauth/index.ts';
import { gatewayClientId } from './gateway-client.ts';

export type PhantomTokens = {
  /**
   * The access token that stands behind an edge token at one service.
   * @throws AtlasError `invalid_token`, `not_found`, `invalid_request`, `rate_limited`, or what is missing.
   */
  of(caller: Caller, audience: string, named: readonly string[] | null): Promise<string>;
  /** Forgets a token that its service would not take. */
  forget(token: string): Promise<void>;
};

type Deps = {
  findClient: FindClient;
  clock: Clock;
  assertEarned: AssertEarned;
  exchangeToken: ExchangeToken;
};

type Kept = { token: Promise<string>; scopes: readonly string[]; usableUntilMs: number };

/** A request on its way must not find its token ended. */
const spareSeconds = 30;

/**
 * Access tokens for those who hold edge tokens; the former never leave the inside. One is made per session, service and
 * what was proved, and used again until shortly before it ends. Whether the session lives and still has what the token
 * says is looked up at every use, so that a revoked session, a removed factor or an unlinked shop counts at once.
 */
export const createPhantomTokens = ({
  findClient,
  clock,
  assertEarned,
  exchangeToken,
}: Deps): PhantomTokens => {
  const kept = new LRUCache<string, Kept>({ max: 20_000 });

  const scopesOf = async (audience: string, named: readonly string[] | null): Promise<readonly string[]> => {
    const client = await findClient(gatewayClientId);
    const requested = client
      ? requestedScopes(client, audience, named)
      : { error: 'invalid_target' as const };
    if (!('error' in requested)) return requested.scopes;
    throw requested.error === 'invalid_target'
      ? new AtlasError('not_found')
      : new AtlasError('invalid_request', {
          hint: 'Atlas-Scope names a scope that the service does not have',
        });
  };

  const exchange = async (entry: Kept, edge: Caller, audience: string, named: readonly string[] | null) => {
    entry.scopes = await scopesOf(audience, named);
    const wish = { clientId: gatewayClientId, edge, audience, scopes: entry.scopes, jkt: null };
    const { token, expiresIn } = await exchangeToken(wish);
    entry.usableUntilMs = clock().getTime() + (expiresIn - spareSeconds) * 1000;
    return token;
  };

  return {
    of: async (edge, audience, named) => {
      const { sessionId, acr, amr, authTime } = edge;
      const key = JSON.stringify([sessionId, audience, named, acr, amr, authTime]);
      const known = kept.get(key);
      if (known && clock().getTime() < known.usableUntilMs) {
        const token = await known.token;
        await assertEarned({ edge, audience, scopes: known.scopes });
        return token;
      }
      const entry: Kept = { scopes: [], usableUntilMs: Number.POSITIVE_INFINITY, token: Promise.resolve('') };
      entry.token = exchange(entry, edge, audience, named);
      // Kept at once, so that requests that come together share one exchange.
      kept.set(key, entry);
      return entry.token.catch((error: unknown) => {
        if (kept.get(key) === entry) kept.delete(key);
        throw error;
      });
    },
    forget: async (token) => {
      for (const [key, entry] of kept.entries())
        if ((await entry.token.catch(() => null)) === token) kept.delete(key);
    },
  };
};
