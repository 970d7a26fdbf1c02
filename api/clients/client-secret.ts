import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits under a prefix that secret scanners can find. */
export const generateClientSecret = (): string => `atl_cs_${randomBytes(32).toString('base64url')}`;

export const hashClientSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Constant-time: how much of a wrong secret is right never shows. */
export const isClientSecret = (secret: string, hashes: readonly Uint8Array[]): boolean => {
  const shown = hashClientSecret(secret);
  return hashes.map((hash) => timingSafeEqual(shown, hash)).includes(true);
};
