import type { ShopLinkState } from './protection-api.ts';

/** What the home screen needs to know to advise; null where it could not be learnt. */
export type ProtectionState = { shop: ShopLinkState['kind'] | null; factorCount: number | null };

export const nothingKnown: ProtectionState = { shop: null, factorCount: null };
