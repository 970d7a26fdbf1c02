export { createShopLink } from './create-shop-link.ts';
export { createShopLinkProjection } from './projection.ts';
export { hasShopLink } from './read-link.ts';
