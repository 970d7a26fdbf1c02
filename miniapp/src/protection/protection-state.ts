import type { ShopLinkState } from './protection-api.ts';

/** What the home screen needs to know to advise. */
export type ProtectionState = { shop: ShopLinkState['kind']; factorCount: number };
