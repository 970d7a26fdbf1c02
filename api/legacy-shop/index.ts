export { createHttpLegacyShop } from './http-legacy-shop.ts';
export { observeShopCalls } from './observe-shop-calls.ts';
