import { checkDpopProof } from '@atlas/shared/dpop';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock } from '@atlas/shared/ports';
import { type DpopNonces, nonceLifeSeconds } from './dpop-nonces.ts';

/** A verified proof: the thumbprint of the key that made it. [RFC 9449, 4.3] */
export type DpopProof = { jkt: string };

export type VerifyDpop = (
  proof: string,
  request: { method: string; path: string; accessToken?: string },
) => Promise<DpopProof>;

/** The nonce says the proof is new; `iat` only guards against nonsense, because phone clocks are off. */
const saneClockSeconds = 24 * 3600;

const invalid = (cause?: unknown) => new AtlasError('dpop_invalid', {}, { cause });

/**
 * Checks a DPoP proof: type, ES256, its own public key, method, URI, nonce, token hash, and that its `jti` was
 * not seen before where its nonce says that it would be remembered.
 *
 * @param publicUrl origin that clients use; the request's own Host is never trusted.
 * @throws AtlasError `dpop_invalid`, or `use_dpop_nonce` when only the nonce is missing, old, or of a cache that can't be
 * asked: then it is made anew with the nonce of one that can.
 */
export const createDpopVerifier = ({
  publicUrl,
  nonces,
  clock,
}: {
  publicUrl: string;
  nonces: DpopNonces;
  clock: Clock;
}): VerifyDpop => {
  const { origin } = new URL(publicUrl);

  return async (proof, { method, path, accessToken }) => {
    const checked = await checkDpopProof(proof, { method, uri: origin + path, accessToken }).catch(
      (cause) => {
        throw invalid(cause);
      },
    );
    if (Math.abs(clock().getTime() / 1000 - checked.iat) > saneClockSeconds) throw invalid();
    const home = nonces.homeOf(checked.nonce);
    if (!home) throw new AtlasError('use_dpop_nonce');
    // Last, so that a proof refused for another reason is not spent.
    const wish = { ttlSeconds: nonceLifeSeconds, epoch: home.epoch };
    const claim = await home.cache.claim(`dpop.${checked.jkt}.${checked.jti}`, wish);
    if (claim === 'lost') throw new AtlasError('use_dpop_nonce');
    if (claim === 'seen') throw invalid();
    return { jkt: checked.jkt };
  };
};
