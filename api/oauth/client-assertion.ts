import type { Clock } from '@atlas/shared/ports';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { InvalidClientAuth } from 'oidc-provider/lib/helpers/errors.js';

const maxLifetimeSeconds = 60;
const skewSeconds = 30;

/**
 * What we ask of a client assertion beyond RFC 7523: it is addressed to the issuer and to nobody else, so that no other
 * server can pass on what it was shown [RFC 9700, audience injection], and it lives a minute at the most.
 */
export const createAssertClientAssertion =
  ({ issuer, clock }: { issuer: string; clock: Clock }) =>
  async (_ctx: KoaContextWithOIDC, claims: Record<string, unknown>): Promise<void> => {
    const { aud, iat, exp } = claims;
    if (aud !== issuer) throw new InvalidClientAuth('aud must be the issuer identifier alone');
    if (typeof iat !== 'number' || typeof exp !== 'number')
      throw new InvalidClientAuth('iat and exp are needed');
    const latest = clock().getTime() / 1000 + maxLifetimeSeconds + skewSeconds;
    if (exp - iat > maxLifetimeSeconds || exp > latest)
      throw new InvalidClientAuth('client assertion lives longer than a minute');
  };
