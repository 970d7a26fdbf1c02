import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits under a prefix that secret scanners can find. */
export const generateClientSecret = (): string => `atl_cs_${randomBytes(32).toString('base64url')}`;

export const hashClientSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Constant-time: how much of a wrong secret is right never shows. */
export const isClientSecret = (secret: string, hash: Uint8Array): boolean =>
  timingSafeEqual(hashClientSecret(secret), hash);
