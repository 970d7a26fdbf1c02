export { createDpopKey, type DpopKey } from './dpop-key.ts';
export { signInitData } from './sign-init-data.ts';
export { startApi, type TestAnswer, type TestApi } from './start-api.ts';
