import type { IncomingHttpHeaders } from 'node:http';
import { checkDpopProof } from '../dpop/index.ts';
import { type Clock, type ReplayCache, systemClock } from '../ports/index.ts';
import { createRemoteKeys, KeysUnavailable } from './jwks.ts';
import {
  type AccessToken,
  type AccountClaims,
  InvalidAccessToken,
  readAccessToken,
} from './read-access-token.ts';
import { AccessTokenRefusal } from './refusal.ts';
import type { RevokedSessions } from './revoked-sessions.ts';

/** What one route demands of the token. */
export type Demand = {
  /** Each must be there, separated by spaces. */
  scope?: string;
  /** How the person was authenticated, such as `urn:atlas:acr:mfa`. [RFC 9470] */
  acr?: string;
  /** How long ago that may be, in seconds. [RFC 9470] */
  maxAgeSeconds?: number;
  /** Refuse rather than rely on revocations that are older than 5 s: for whatever moves money. */
  live?: boolean;
};

/** A request as `node:http`, Express and most frameworks hand it over. */
export type TokenRequest = {
  headers: IncomingHttpHeaders;
  method?: string;
  url?: string;
  originalUrl?: string;
};

export type OfAccount = AccessToken & { account: AccountClaims };

export type AccessTokenVerifier = {
  /** Who is calling, on behalf of a person. @throws AccessTokenRefusal */
  account(request: TokenRequest, demand?: Demand): Promise<OfAccount>;
  /** Which service is calling, for itself. @throws AccessTokenRefusal */
  service(request: TokenRequest, demand?: Pick<Demand, 'scope'>): Promise<AccessToken>;
};

type Options = {
  /** PUBLIC_URL of Atlas, without a slash at its end. */
  issuer: string;
  /** The name of this service, as it stands in the table of audiences. */
  audience: string;
  revokedSessions: Pick<RevokedSessions, 'has' | 'isCurrent'>;
  /** Where the keys are (Default: `<issuer>/.well-known/jwks.json`). */
  jwksUrl?: string;
  /** Needed for tokens that are bound to a key; without it they are refused. `origin` is this service's, as callers use it. */
  dpop?: { origin: string; replays: ReplayCache };
  clock?: Clock;
};

const credentials = /^(Bearer|DPoP) ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i;
const proofMaxAgeSeconds = 300;

const tokenOf = ({ headers }: TokenRequest): { scheme: string; token: string } => {
  if (headers.authorization === undefined) throw new AccessTokenRefusal('missing_token');
  const [, scheme, token] = credentials.exec(headers.authorization) ?? [];
  if (!scheme || !token) throw new AccessTokenRefusal('invalid_token');
  return { scheme: scheme.toLowerCase(), token };
};

/**
 * Checks access tokens where they are used: signature against the issuer's published keys, type, issuer, audience and
 * times, session not revoked, key proved where it is bound to one, then what the route demands.
 */
export const createAccessTokenVerifier = ({
  issuer,
  audience,
  revokedSessions,
  jwksUrl = `${issuer}/.well-known/jwks.json`,
  dpop,
  clock = systemClock,
}: Options): AccessTokenVerifier => {
  const findKey = createRemoteKeys({ url: jwksUrl, clock });

  const read = (token: string) =>
    readAccessToken(token, { findKey, issuer, audience, now: clock() }).catch((cause: unknown) => {
      if (cause instanceof KeysUnavailable)
        throw new AccessTokenRefusal('temporarily_unavailable', { cause });
      if (cause instanceof InvalidAccessToken) throw new AccessTokenRefusal('invalid_token', { cause });
      throw cause;
    });

  const proveKey = async (request: TokenRequest, token: string, jkt: string) => {
    const { headers, method = '', originalUrl, url = '' } = request;
    const { dpop: proof } = headers;
    const refused = (cause?: unknown) => new AccessTokenRefusal('invalid_dpop_proof', { cause });
    if (!dpop || typeof proof !== 'string' || proof.includes(',')) throw refused();
    const path = (originalUrl ?? url).split('?')[0];
    const checked = await checkDpopProof(proof, {
      method,
      uri: new URL(dpop.origin).origin + path,
      accessToken: token,
    }).catch((cause) => {
      throw refused(cause);
    });
    if (checked.jkt !== jkt) throw refused();
    if (Math.abs(clock().getTime() / 1000 - checked.iat) > proofMaxAgeSeconds) throw refused();
    const epoch = dpop.replays.epoch();
    const wish = { ttlSeconds: proofMaxAgeSeconds * 2, epoch: epoch ?? '' };
    const claim = await dpop.replays.claim(`dpop.${jkt}.${checked.jti}`, wish);
    if (claim === 'lost') throw new AccessTokenRefusal('temporarily_unavailable');
    if (claim === 'seen') throw refused();
  };

  const verify = async (request: TokenRequest): Promise<AccessToken> => {
    const { scheme, token } = tokenOf(request);
    const claims = await read(token);
    const isBound = claims.jkt !== null;
    // A bound token is worth nothing as a Bearer, and a Bearer token gains nothing from a proof.
    if (isBound !== (scheme === 'dpop')) throw new AccessTokenRefusal('invalid_token');
    if (claims.jkt !== null) await proveKey(request, token, claims.jkt);
    return claims;
  };

  const assertScope = ({ scopes }: AccessToken, scope: string | undefined) => {
    const wanted = scope?.split(' ').filter(Boolean) ?? [];
    if (!wanted.every((each) => scopes.includes(each)))
      throw new AccessTokenRefusal('insufficient_scope', { scope });
  };

  const assertProved = ({ acr, authTime }: AccountClaims, demand: Demand) => {
    const ageSeconds = (clock().getTime() - authTime.getTime()) / 1000;
    const isYoung = demand.maxAgeSeconds === undefined || ageSeconds <= demand.maxAgeSeconds;
    if ((demand.acr === undefined || acr === demand.acr) && isYoung) return;
    throw new AccessTokenRefusal('insufficient_user_authentication', {
      ...(demand.acr ? { acr_values: demand.acr } : {}),
      ...(demand.maxAgeSeconds === undefined ? {} : { max_age: String(demand.maxAgeSeconds) }),
    });
  };

  return {
    account: async (request, demand = {}) => {
      const token = await verify(request);
      const { account } = token;
      if (!account || revokedSessions.has(account.sessionId)) throw new AccessTokenRefusal('invalid_token');
      if (demand.live && !revokedSessions.isCurrent())
        throw new AccessTokenRefusal('temporarily_unavailable');
      assertProved(account, demand);
      assertScope(token, demand.scope);
      return { ...token, account };
    },
    service: async (request, { scope } = {}) => {
      const token = await verify(request);
      if (token.account) throw new AccessTokenRefusal('invalid_token');
      assertScope(token, scope);
      return token;
    },
  };
};
