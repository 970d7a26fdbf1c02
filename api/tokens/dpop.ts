import { createHash } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, ReplayCache } from '@atlas/shared/ports';
import { calculateJwkThumbprint, decodeProtectedHeader, EmbeddedJWK, type JWTPayload, jwtVerify } from 'jose';
import type { DpopNonces } from './dpop-nonces.ts';

/** A verified proof: the thumbprint of the key that made it. [RFC 9449, 4.3] */
export type DpopProof = { jkt: string };

export type VerifyDpop = (
  proof: string,
  request: { method: string; path: string; accessToken?: string },
) => Promise<DpopProof>;

/** The nonce says the proof is new; `iat` only guards against nonsense, because phone clocks are off. */
const saneClockSeconds = 24 * 3600;
const replayWindowSeconds = 600;
const maxProofBytes = 4096;

const invalid = (cause?: unknown) => new AtlasError('dpop_invalid', {}, { cause });

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');

/** RFC 9449, 4.3.9: compared without query and fragment, after normalisation. */
const sameUri = (htu: unknown, expected: string): boolean => {
  if (typeof htu !== 'string' || !URL.canParse(htu)) return false;
  const url = new URL(htu);
  return `${url.origin}${url.pathname}` === expected;
};

const assertKeyIsPublic = (proof: string) => {
  const { jwk } = decodeProtectedHeader(proof);
  if (jwk?.kty !== 'EC' || jwk.crv !== 'P-256' || 'd' in jwk) throw invalid();
};

/**
 * Checks a DPoP proof: type, ES256, its own public key, method, URI, nonce, token hash, and that its `jti` was
 * not seen before.
 *
 * @param publicUrl origin that clients use; the request's own Host is never trusted.
 * @throws AtlasError `dpop_invalid`, or `use_dpop_nonce` when only the nonce is missing or old.
 */
export const createDpopVerifier = ({
  publicUrl,
  nonces,
  replays,
  clock,
}: {
  publicUrl: string;
  nonces: DpopNonces;
  replays: ReplayCache;
  clock: Clock;
}): VerifyDpop => {
  const { origin } = new URL(publicUrl);

  const verifySignature = async (proof: string): Promise<JWTPayload> => {
    if (proof.length > maxProofBytes) throw invalid();
    try {
      assertKeyIsPublic(proof);
      const options = { algorithms: ['ES256'], typ: 'dpop+jwt', currentDate: new Date(0) };
      // `exp` and `nbf` are no claims of a proof; freshness is judged below.
      return (await jwtVerify(proof, EmbeddedJWK, options)).payload;
    } catch (cause) {
      throw cause instanceof AtlasError ? cause : invalid(cause);
    }
  };

  return async (proof, { method, path, accessToken }) => {
    const { htm, htu, iat, jti, ath, nonce } = await verifySignature(proof);
    if (htm !== method || !sameUri(htu, origin + path)) throw invalid();
    if (typeof iat !== 'number' || Math.abs(clock().getTime() / 1000 - iat) > saneClockSeconds)
      throw invalid();
    if (typeof jti !== 'string' || jti.length === 0 || jti.length > 256) throw invalid();
    if (accessToken !== undefined ? ath !== sha256(accessToken) : ath !== undefined) throw invalid();
    if (!nonces.isGood(nonce)) throw new AtlasError('use_dpop_nonce');
    const { jwk } = decodeProtectedHeader(proof);
    const jkt = await calculateJwkThumbprint(jwk as NonNullable<typeof jwk>);
    // Last, so that a proof refused for another reason is not spent.
    if (!(await replays.claim(`dpop.${jkt}.${jti}`, replayWindowSeconds))) throw invalid();
    return { jkt };
  };
};
