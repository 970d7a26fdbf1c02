export { createLookUp, type LookUp } from './look-up-together.ts';
