export { createShopLink } from './create-shop-link.ts';
export { hasShopLink } from './read-link.ts';
