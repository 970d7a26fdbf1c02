import type { JWK } from 'jose';
import { z } from 'zod';

/** What a client shows that it is itself by. A secret is never stored, only its hash; of keys, only the public part. */
export type ClientCredentials =
  | { kind: 'secret'; hashes: readonly Buffer[] }
  | { kind: 'keys'; keys: readonly JWK[] };

/** A service that gets tokens of its own. During a rotation both its old and its new credentials are here. */
export type Client = {
  clientId: string;
  name: string;
  credentials: ClientCredentials;
  audiences: readonly string[];
  scopes: readonly string[];
};

/** The audience of edge tokens: no client may ever get a token for it. */
const edgeAudience = 'atlas-edge';

export const Audience = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be a service name such as orders')
  .refine(
    (audience) => audience !== edgeAudience,
    `must not be ${edgeAudience}: edge tokens come from sessions`,
  );

/** The part of RFC 6749, 3.3 that Atlas uses. */
export const Scope = z.string().regex(/^[a-z][a-z0-9_.:-]{0,99}$/, 'must look like orders:view');

const unique = <T>(items: T[]): T[] => [...new Set(items)];

const isPublicKey = ({ kty, crv, n, d, k }: Record<string, unknown>): boolean => {
  if (d !== undefined || k !== undefined) return false;
  if (kty === 'RSA') return typeof n === 'string' && n.length >= 342; // 2048 bits
  return (kty === 'EC' && crv === 'P-256') || (kty === 'OKP' && crv === 'Ed25519');
};

/** A client's public keys. [RFC 7517, 5] */
export const ClientKeys = z.object({
  keys: z
    .array(
      z
        .looseObject({ kty: z.string(), kid: z.string().min(1).max(200).optional() })
        .refine(isPublicKey, 'must be a public key: EC P-256, Ed25519, or RSA of 2048 bits or more'),
    )
    .min(1, 'must hold at least one key')
    .max(10),
});
export type ClientKeys = z.output<typeof ClientKeys>;

/** What a client is made of, as a person or a program names it. */
export const NewClient = z.strictObject({
  name: z.string().trim().min(1).max(100),
  audiences: z.array(Audience).min(1, 'name at least one').max(50).transform(unique),
  scopes: z.array(Scope).max(100).default([]).transform(unique),
});
export type NewClient = z.input<typeof NewClient>;

/** A client that authenticates by private_key_jwt. */
export const NewKeyClient = NewClient.extend({ jwks: ClientKeys });
export type NewKeyClient = z.input<typeof NewKeyClient>;
