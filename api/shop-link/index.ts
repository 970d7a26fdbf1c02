export { createShopLink } from './create-shop-link.ts';
export { createMoveLink, linkIdOf, type MoveLink } from './move-link.ts';
export { createShopLinkProjection } from './projection.ts';
export { hasShopLink } from './read-link.ts';
