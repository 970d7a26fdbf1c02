export { createHttpLegacyShop } from './http-legacy-shop.ts';
