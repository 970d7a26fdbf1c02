import { AtlasError } from '@atlas/shared/errors';
import type { Clock } from '@atlas/shared/ports';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { z } from 'zod';
import type { KeyRing } from '../keys/index.ts';

export type VerifiedServiceToken = { clientId: string; scopes: string[] };

/**
 * The client behind an `Authorization` header, when its token is for `audience` and carries `scope`.
 *
 * @throws AtlasError `invalid_token`, or `forbidden` for a good token without the scope.
 */
export type VerifyServiceToken = (
  authorization: string | undefined,
  wanted: { audience: 'atlas-api'; scope: string },
) => Promise<VerifiedServiceToken>;

const bearer = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i;
const maxTokenBytes = 8192;
/** Other processes issue tokens too, and their clocks differ a little. */
const clockToleranceSeconds = 30;

/** Claims of a token that a service got for itself: its subject is the client, and there is no session behind it. */
const Claims = z
  .object({
    aud: z.string(),
    client_id: z.string().min(1),
    sub: z.string(),
    jti: z.string().min(1),
    iat: z.int(),
    sid: z.undefined().optional(),
    scope: z.string().default(''),
  })
  .refine(({ sub, client_id }) => sub === client_id);

type Deps = { keyRing: KeyRing; issuer: string; clock: Clock };

/**
 * Checks service tokens against the keys of this process: ES256 and `at+jwt` fixed, so that neither an edge token nor
 * an ID token passes; `jku`, `x5u`, `jwk` and `x5c` are never looked at. [RFC 9068, 4; RFC 8725]
 */
export const createVerifyServiceToken = ({ keyRing, issuer, clock }: Deps): VerifyServiceToken => {
  let keySet = createLocalJWKSet(keyRing.publicJwks());
  keyRing.onChange(() => {
    keySet = createLocalJWKSet(keyRing.publicJwks());
  });

  const verify = async (token: string, audience: string) => {
    try {
      const { payload } = await jwtVerify(token, keySet, {
        algorithms: ['ES256'],
        typ: 'at+jwt',
        issuer,
        audience,
        requiredClaims: ['exp', 'iat', 'sub', 'jti', 'client_id'],
        currentDate: clock(),
        clockTolerance: clockToleranceSeconds,
      });
      return Claims.parse(payload);
    } catch (cause) {
      throw new AtlasError('invalid_token', {}, { cause });
    }
  };

  return async (authorization, { audience, scope }) => {
    const token = bearer.exec(authorization ?? '')?.[1];
    if (!token || token.length > maxTokenBytes) throw new AtlasError('invalid_token');
    const claims = await verify(token, audience);
    const scopes = claims.scope.split(' ').filter(Boolean);
    if (!scopes.includes(scope)) throw new AtlasError('forbidden');
    return { clientId: claims.client_id, scopes };
  };
};
