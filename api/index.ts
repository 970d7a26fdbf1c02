export { type Api, type ApiDeps, createApi } from './app.ts';
export { startChainer, verifyChain } from './audit/index.ts';
export { createClient, ensureClient } from './clients/index.ts';
export { ApiEnvironment, ApiVariables, smsPolicyOf } from './config.ts';
export { createHttpLegacyShop, observeShopCalls } from './legacy-shop/index.ts';
export { homePage } from './pages/index.ts';
export { createTelegramBots } from './telegram-bots.ts';
