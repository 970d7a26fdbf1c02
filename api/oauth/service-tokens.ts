import { readAccessToken } from '@atlas/shared/access-token';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock } from '@atlas/shared/ports';
import type { FindKey } from './local-keys.ts';

export type VerifiedServiceToken = { clientId: string; scopes: readonly string[] };

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

type Deps = { findKey: FindKey; issuer: string; clock: Clock };

/** Checks service tokens against the keys of this process. One that is bound to a key is not taken as a Bearer. */
export const createVerifyServiceToken =
  ({ findKey, issuer, clock }: Deps): VerifyServiceToken =>
  async (authorization, { audience, scope }) => {
    const token = bearer.exec(authorization ?? '')?.[1];
    if (!token) throw new AtlasError('invalid_token');
    const claims = await readAccessToken(token, { findKey, issuer, audience, now: clock() }).catch(
      (cause) => {
        throw new AtlasError('invalid_token', {}, { cause });
      },
    );
    if (claims.account || claims.jkt) throw new AtlasError('invalid_token');
    if (!claims.scopes.includes(scope)) throw new AtlasError('forbidden');
    return { clientId: claims.clientId, scopes: claims.scopes };
  };
