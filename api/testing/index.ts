export { createDpopKey, type DpopKey } from './dpop-key.ts';
export { signInitData } from './sign-init-data.ts';
export { startApi, type TestApi, type TestAnswer } from './start-api.ts';
