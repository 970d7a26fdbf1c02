import { acr } from '@atlas/shared/wire';

/** What has to be proved in the session before a scope is earned. An empty demand: to be signed in. */
export type ScopeDemand = {
  /** The account is linked to one of the old shop. */
  shopLink?: true;
  /** Proved in this session. [RFC 8176] */
  amr?: string;
  /** The level of this session. [RFC 9068] */
  acr?: string;
  /** How long ago that level may have been reached, in seconds. */
  maxAgeSeconds?: number;
};

/**
 * The inside services that speak to a person's access token: by the name of the audience, its scopes and what each
 * demands. This table is all that decides; a service that is not in it gets no token of a person.
 */
export const audiences: Readonly<Record<string, Readonly<Record<string, ScopeDemand>>>> = {
  'orders-legacy': {
    'orders:view': { shopLink: true, amr: 'pwd' },
  },
  orders: {
    'orders:view': {},
    'orders:purchase': { acr: acr.mfa, maxAgeSeconds: 3600 },
  },
};

/** What a scope of an audience demands; undefined for one that the table does not know. */
export const scopesOf = (audience: string): Readonly<Record<string, ScopeDemand>> | undefined =>
  Object.hasOwn(audiences, audience) ? audiences[audience] : undefined;
