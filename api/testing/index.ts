export { createDpopKey, type DpopKey } from './dpop-key.ts';
export { connect, type Messengers, messengersOf, mia, pathOf, type WhatsappPerson } from './messengers.ts';
export { otherCode, secondFactorsOf } from './second-factors.ts';
export { signInitData } from './sign-init-data.ts';
export { startApi, type TestAnswer, type TestApi } from './start-api.ts';
export { accessTokenType, createTokenApi, type OauthAnswer, tokenExchange } from './token-api.ts';
