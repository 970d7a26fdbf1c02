import { z } from 'zod';

/** A service that gets tokens of its own. Its secret is never stored, only the secret's hash. */
export type Client = {
  clientId: string;
  name: string;
  secretHash: Buffer;
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

/** What a client is made of, as a person or a program names it. */
export const NewClient = z.strictObject({
  name: z.string().trim().min(1).max(100),
  audiences: z.array(Audience).min(1, 'name at least one').max(50).transform(unique),
  scopes: z.array(Scope).max(100).default([]).transform(unique),
});
export type NewClient = z.input<typeof NewClient>;
