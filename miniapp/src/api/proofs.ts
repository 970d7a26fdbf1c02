import { generateProof, type KeyPair } from 'dpop';

export type ProofRequest = { method: string; url: string; accessToken?: string | undefined };

/** Makes DPoP proofs [RFC 9449]. */
export type Proofs = {
  /** `Authorization` scheme of tokens that are bound to the key. */
  scheme: 'DPoP' | 'Bearer';
  /** The `DPoP` header of one request; undefined without a key. */
  prove(request: ProofRequest): Promise<string | undefined>;
  /** Keeps the newest nonce that the server gave. */
  keepNonce(nonce: string | null): void;
};

/**
 * Proofs by the device's key; with null, for web views that have no WebCrypto, none: tokens are then Bearer.
 *
 * `key` is awaited at the first request, so that opening it costs the launch nothing.
 *
 * @param firstNonce the nonce the page came with; without one the first request is refused once to get it.
 */
export const createProofs = (key: Promise<KeyPair> | null, firstNonce?: string): Proofs => {
  let nonce = firstNonce;
  return {
    scheme: key ? 'DPoP' : 'Bearer',
    prove: async ({ method, url, accessToken }) => {
      if (!key) return undefined;
      const { origin, pathname } = new URL(url); // htu is without query and fragment [RFC 9449, 4.2]
      return generateProof(await key, origin + pathname, method, nonce, accessToken);
    },
    keepNonce: (given) => {
      if (given) nonce = given;
    },
  };
};
