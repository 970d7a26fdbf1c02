import { type CryptoKey, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';

/** What an access token of Atlas says. [RFC 9068] */
export type AccessToken = {
  /** The one service it is for. */
  audience: string;
  /** The client that asked for it. */
  clientId: string;
  /** The person it speaks for; null where a service got it for itself. */
  account: AccountClaims | null;
  scopes: readonly string[];
  tokenId: string;
  issuedAt: Date;
  expiresAt: Date;
  /** RFC 7638 thumbprint of the key it is bound to; null for a Bearer token. */
  jkt: string | null;
  /** The gateway that exchanged it. [RFC 8693, 4.1] */
  actor: string | null;
};

export type AccountClaims = {
  accountId: string;
  sessionId: string;
  amr: readonly string[];
  acr: string;
  /** When a second factor, or else the messenger, last proved the person. */
  authTime: Date;
};

/** The public key of a `kid`, or null for one that is not published. */
export type FindKey = (kid: string) => Promise<CryptoKey | Uint8Array | null>;

/** A token that is not valid here, whatever the reason; its words are for a log of the server's. */
export class InvalidAccessToken extends Error {
  override name = 'InvalidAccessToken';
}

const maxTokenBytes = 8192;
/** Other machines issue tokens, and their clocks differ a little. */
const clockToleranceSeconds = 30;

const Always = z.object({
  aud: z.string(),
  sub: z.string().min(1),
  client_id: z.string().min(1),
  jti: z.string().min(1),
  iat: z.int(),
  exp: z.int(),
  scope: z.string().default(''),
  cnf: z.object({ jkt: z.string() }).optional(),
  act: z.object({ sub: z.string() }).optional(),
});
const OfAccount = Always.extend({
  sub: z.uuid(),
  sid: z.uuid(),
  amr: z.array(z.string()),
  acr: z.string(),
  auth_time: z.int(),
});
/** Its subject is the client, and there is no session behind it. */
const OfService = Always.refine(({ sub, client_id }) => sub === client_id);

const accountOf = ({ sub, sid, amr, acr, auth_time }: z.output<typeof OfAccount>): AccountClaims => ({
  accountId: sub,
  sessionId: sid,
  amr,
  acr,
  authTime: new Date(auth_time * 1000),
});

const common = (claims: z.output<typeof Always>): Omit<AccessToken, 'account'> => ({
  audience: claims.aud,
  clientId: claims.client_id,
  scopes: claims.scope.split(' ').filter(Boolean),
  tokenId: claims.jti,
  issuedAt: new Date(claims.iat * 1000),
  expiresAt: new Date(claims.exp * 1000),
  jkt: claims.cnf?.jkt ?? null,
  actor: claims.act?.sub ?? null,
});

const toAccessToken = (payload: JWTPayload): AccessToken => {
  if (!('sid' in payload)) return { ...common(OfService.parse(payload)), account: null };
  const claims = OfAccount.parse(payload);
  return { ...common(claims), account: accountOf(claims) };
};

/**
 * Reads an access token: ES256 and `at+jwt` fixed, so that neither an edge token nor an ID token passes; `jku`, `x5u`,
 * `jwk` and `x5c` are never looked at. Without `audience` the caller judges whom it is for. [RFC 9068, 4; RFC 8725]
 *
 * @throws InvalidAccessToken. What `findKey` throws passes through: a key that can't be had says nothing of the token.
 */
export const readAccessToken = async (
  token: string,
  { findKey, issuer, audience, now }: { findKey: FindKey; issuer: string; audience?: string; now: Date },
): Promise<AccessToken> => {
  if (token.length > maxTokenBytes) throw new InvalidAccessToken('too long');
  let keyFailure: unknown;
  const keyOf = async ({ kid, crit }: { kid?: string; crit?: unknown }) => {
    if (crit !== undefined) throw new InvalidAccessToken('critical header');
    const key = await (kid ? findKey(kid) : null)?.catch((error: unknown) => {
      keyFailure = error;
      throw error;
    });
    if (!key) throw new InvalidAccessToken('unknown key');
    return key;
  };
  try {
    const { payload } = await jwtVerify(token, keyOf, {
      algorithms: ['ES256'],
      typ: 'at+jwt',
      issuer,
      audience,
      requiredClaims: ['exp', 'iat', 'sub', 'jti', 'client_id'],
      currentDate: now,
      clockTolerance: clockToleranceSeconds,
    });
    return toAccessToken(payload);
  } catch (cause) {
    throw keyFailure ?? new InvalidAccessToken('not an access token for this service', { cause });
  }
};
