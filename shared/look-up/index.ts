export { createCallTogether } from './call-together.ts';
export { createLookUp, type LookUp } from './look-up-together.ts';
