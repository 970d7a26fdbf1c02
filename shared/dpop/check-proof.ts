import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, decodeProtectedHeader, EmbeddedJWK, type JWTPayload, jwtVerify } from 'jose';

/** What a valid proof says. Whether it is fresh and was not shown before is the caller's to judge. */
export type CheckedProof = {
  /** RFC 7638 thumbprint of the key that made it. */
  jkt: string;
  jti: string;
  /** Seconds since the epoch, by the clock of whoever made it. */
  iat: number;
  nonce: unknown;
};

/** Why a proof is none, for the server's log; a client is told only that it is not valid. */
export class InvalidDpopProof extends Error {
  override name = 'InvalidDpopProof';
}

const maxProofBytes = 4096;

const refuse = (why: string, cause?: unknown): never => {
  throw new InvalidDpopProof(why, { cause });
};

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');

/** RFC 9449, 4.3.9: compared without query and fragment, after normalisation. */
const isSameUri = (htu: unknown, expected: string): boolean => {
  if (typeof htu !== 'string' || !URL.canParse(htu)) return false;
  const url = new URL(htu);
  return `${url.origin}${url.pathname}` === expected;
};

const verifySignature = async (proof: string): Promise<JWTPayload> => {
  if (proof.length > maxProofBytes) refuse('too long');
  try {
    const { jwk } = decodeProtectedHeader(proof);
    if (jwk?.kty !== 'EC' || jwk.crv !== 'P-256' || 'd' in jwk) refuse('not a public P-256 key');
    const options = { algorithms: ['ES256'], typ: 'dpop+jwt', currentDate: new Date(0) };
    // `exp` and `nbf` are no claims of a proof; freshness is judged by the caller.
    return (await jwtVerify(proof, EmbeddedJWK, options)).payload;
  } catch (cause) {
    return cause instanceof InvalidDpopProof ? refuse(cause.message) : refuse('not a DPoP proof', cause);
  }
};

/**
 * Checks a DPoP proof [RFC 9449, 4.3]: type, ES256, its own public key, method, URI and token hash.
 *
 * @param uri origin and path as clients use them; never from the request's own Host.
 * @throws InvalidDpopProof
 */
export const checkDpopProof = async (
  proof: string,
  { method, uri, accessToken }: { method: string; uri: string; accessToken?: string },
): Promise<CheckedProof> => {
  const { htm, htu, iat, jti, ath, nonce } = await verifySignature(proof);
  if (htm !== method || !isSameUri(htu, uri)) refuse('made for another request');
  if (typeof iat !== 'number') return refuse('no iat');
  if (typeof jti !== 'string' || jti.length === 0 || jti.length > 256) return refuse('no jti');
  if (ath !== (accessToken === undefined ? undefined : sha256(accessToken))) refuse('made for another token');
  const { jwk } = decodeProtectedHeader(proof);
  return { jkt: await calculateJwkThumbprint(jwk as NonNullable<typeof jwk>), jti, iat, nonce };
};
