export { createLookUp, type LookUp } from './look-up-together.ts';
export { createSendTogether } from './send-together.ts';
