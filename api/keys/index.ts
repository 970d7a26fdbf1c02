export { createKeyRing, type KeyRing, type SigningKey } from './key-ring.ts';
export { rotateKeys } from './rotate-keys.ts';
export { jwksRouter } from './routes.ts';
