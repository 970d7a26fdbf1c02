import { AtlasError } from '@atlas/shared/errors';
import type { Cache, Clock } from '@atlas/shared/ports';
import type { FindClient } from '../clients/index.ts';
import type { Caller } from '../http/index.ts';
import { type AssertEarned, type ExchangeToken, requestedScopes } from '../oauth/index.ts';
import { gatewayClientId } from './gateway-client.ts';

/** What a request asks a token for. */
export type TokenWish = { edge: Caller; audience: string; named: readonly string[] | null };

export type PhantomTokens = {
  /**
   * The access token that stands behind an edge token at one service.
   * @throws AtlasError `invalid_token`, `not_found`, `invalid_request`, `rate_limited`, or what is missing.
   */
  of(wish: TokenWish): Promise<string>;
  /** Forgets a token that its service would not take. */
  forget(wish: TokenWish): Promise<void>;
};

type Deps = {
  findClient: FindClient;
  clock: Clock;
  assertEarned: AssertEarned;
  exchangeToken: ExchangeToken;
  /** Shared by all gateways: a person's requests come to any of them. */
  cache: Cache;
};

type Exchanged = { token: string; scopes: readonly string[] };

/** A request on its way must not find its token ended. */
const spareSeconds = 30;

const keyOf = ({ edge: { sessionId, acr, amr, authTime }, audience, named }: TokenWish): string =>
  JSON.stringify([sessionId, audience, named, acr, amr, authTime]);

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
  cache,
}: Deps): PhantomTokens => {
  const underWay = new Map<string, Promise<string>>();

  const scopesOf = async ({ audience, named }: TokenWish): Promise<readonly string[]> => {
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

  const exchange = async (key: string, wish: TokenWish) => {
    const scopes = await scopesOf(wish);
    const { edge, audience } = wish;
    const { token, expiresIn } = await exchangeToken({
      clientId: gatewayClientId,
      edge,
      audience,
      scopes,
      jkt: null,
    });
    const exchanged: Exchanged = { token, scopes };
    const expiresAt = new Date(clock().getTime() + (expiresIn - spareSeconds) * 1000);
    await cache.set(key, { value: JSON.stringify(exchanged), expiresAt });
    return token;
  };

  /** Requests that come together share one exchange. */
  const exchangeOnce = (key: string, wish: TokenWish): Promise<string> => {
    const known = underWay.get(key);
    if (known) return known;
    const exchanging = exchange(key, wish).finally(() => underWay.delete(key));
    underWay.set(key, exchanging);
    return exchanging;
  };

  return {
    of: async (wish) => {
      const key = keyOf(wish);
      const cached = await cache.get(key);
      if (!cached) return exchangeOnce(key, wish);
      const { token, scopes } = JSON.parse(cached.value) as Exchanged;
      await assertEarned({ edge: wish.edge, audience: wish.audience, scopes });
      return token;
    },
    forget: (wish) => cache.delete(keyOf(wish)),
  };
};
