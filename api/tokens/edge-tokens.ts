import { randomUUID } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock } from '@atlas/shared/ports';
import { type CryptoKey, importJWK, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { KeyRing } from '../keys/index.ts';
import { signJwt } from './sign-jwt.ts';

/** What an edge token says. `jkt` is the key it is bound to; without one it is a Bearer token. */
export type EdgeClaims = {
  accountId: string;
  sessionId: string;
  amr: readonly string[];
  acr: string;
  authTime: Date;
  jkt: string | null;
};

export type EdgeTokens = {
  /** How long what `issue` makes of these claims lives. */
  ttlSecondsOf(claims: Pick<EdgeClaims, 'amr' | 'jkt'>): number;
  issue(claims: EdgeClaims): string;
  /** @throws AtlasError `invalid_token` for anything but a live edge token of this issuer. */
  verify(token: string): Promise<EdgeClaims>;
};

export const edgeAudience = 'atlas-edge';
const typ = 'edge+jwt';
/** A mini program of WeChat can keep no key, so whoever has its token is it: not for long. */
const wechatBearerSeconds = 300;
const maxTokenBytes = 8192;

const Payload = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  jti: z.string(),
  client_id: z.string(),
  aud: z.literal(edgeAudience),
  exp: z.int(),
  iat: z.int(),
  auth_time: z.int(),
  amr: z.array(z.string()),
  acr: z.string(),
  cnf: z.object({ jkt: z.string() }).optional(),
});

const toClaims = (payload: JWTPayload): { claims: EdgeClaims; expiresAtSeconds: number } => {
  const { sub, sid, amr, acr, auth_time, cnf, exp } = Payload.parse(payload);
  return {
    claims: {
      accountId: sub,
      sessionId: sid,
      amr,
      acr,
      authTime: new Date(auth_time * 1000),
      jkt: cnf?.jkt ?? null,
    },
    expiresAtSeconds: exp,
  };
};

/**
 * Edge tokens: RFC 9068's claims under a type of their own, so that neither passes for the other. Verified ones
 * are remembered until they end: the signature of a token is checked once, its session at every use.
 */
export const createEdgeTokens = ({
  keyRing,
  issuer,
  clock,
  ttlSeconds = 600,
}: {
  keyRing: KeyRing;
  issuer: string;
  clock: Clock;
  ttlSeconds?: number;
}): EdgeTokens => {
  const ttlSecondsOf = ({ amr, jkt }: Pick<EdgeClaims, 'amr' | 'jkt'>): number =>
    jkt === null && amr.includes('wechat') ? Math.min(ttlSeconds, wechatBearerSeconds) : ttlSeconds;

  const verified = new LRUCache<string, ReturnType<typeof toClaims>>({ max: 20_000 });
  const publicKeys = new Map<string, Promise<CryptoKey | Uint8Array>>();
  keyRing.onChange(() => {
    publicKeys.clear();
    verified.clear();
  });

  const publicKeyOf = async (kid: string | undefined) => {
    const known = publicKeys.get(kid ?? '');
    if (known) return known;
    const jwk = kid ? await keyRing.find(kid) : null;
    if (!kid || !jwk) throw new AtlasError('invalid_token');
    const key = importJWK(jwk, 'ES256');
    publicKeys.set(kid, key);
    return key;
  };

  const verifySignature = async (token: string) => {
    if (token.length > maxTokenBytes) throw new AtlasError('invalid_token');
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => publicKeyOf(kid), {
        algorithms: ['ES256'],
        typ,
        issuer,
        audience: edgeAudience,
        currentDate: clock(),
        clockTolerance: 0,
        requiredClaims: ['exp', 'iat', 'sub', 'jti', 'sid', 'client_id'],
      });
      return toClaims(payload);
    } catch (cause) {
      throw new AtlasError('invalid_token', {}, { cause });
    }
  };

  return {
    ttlSecondsOf,
    issue: ({ accountId, sessionId, amr, acr, authTime, jkt }) => {
      const iat = Math.floor(clock().getTime() / 1000);
      return signJwt(keyRing.active(), typ, {
        iss: issuer,
        aud: edgeAudience,
        sub: accountId,
        client_id: 'miniapp',
        sid: sessionId,
        jti: randomUUID(),
        iat,
        exp: iat + ttlSecondsOf({ amr, jkt }),
        auth_time: Math.floor(authTime.getTime() / 1000),
        amr,
        acr,
        ...(jkt ? { cnf: { jkt } } : {}),
      });
    },
    verify: async (token) => {
      const known = verified.get(token);
      if (known) {
        if (known.expiresAtSeconds * 1000 <= clock().getTime()) throw new AtlasError('invalid_token');
        return known.claims;
      }
      const fresh = await verifySignature(token);
      verified.set(token, fresh);
      return fresh.claims;
    },
  };
};
