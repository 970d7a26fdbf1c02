import { randomUUID } from 'node:crypto';
import type { Clock } from '@atlas/shared/ports';
import type { KeyRing } from '../keys/index.ts';
import type { EdgeClaims } from './edge-tokens.ts';
import { signJwt } from './sign-jwt.ts';

export const accessTokenTtlSeconds = 300;

/** What an access token of a person says; the session's `jkt` stays at the edge. */
export type AccessTokenClaims = Omit<EdgeClaims, 'jkt'> & {
  /** The one inside service it is for. */
  audience: string;
  /** The client that exchanged an edge token for it; also named in `act`. */
  clientId: string;
  scopes: readonly string[];
  /** It never outlives its session. */
  sessionEndsAt: Date;
  /** The key of the client, where the token is bound to one. */
  jkt: string | null;
};

export type AccessTokens = {
  issue(claims: AccessTokenClaims): { token: string; expiresIn: number };
};

/** Access tokens as RFC 9068 has them, for the inside alone. */
export const createAccessTokens = ({
  keyRing,
  issuer,
  clock,
}: {
  keyRing: KeyRing;
  issuer: string;
  clock: Clock;
}): AccessTokens => ({
  issue: (claims) => {
    const iat = Math.floor(clock().getTime() / 1000);
    const exp = Math.min(iat + accessTokenTtlSeconds, Math.floor(claims.sessionEndsAt.getTime() / 1000));
    const token = signJwt(keyRing.active(), 'at+jwt', {
      iss: issuer,
      aud: claims.audience,
      sub: claims.accountId,
      client_id: claims.clientId,
      act: { sub: claims.clientId },
      sid: claims.sessionId,
      jti: randomUUID(),
      iat,
      exp,
      scope: claims.scopes.join(' '),
      auth_time: Math.floor(claims.authTime.getTime() / 1000),
      amr: claims.amr,
      acr: claims.acr,
      ...(claims.jkt ? { cnf: { jkt: claims.jkt } } : {}),
    });
    return { token, expiresIn: exp - iat };
  },
});
