import { createHash, randomBytes } from 'node:crypto';

const form = /^atl_rt_[A-Za-z0-9_-]{43}$/;

/** 256 random bits behind a prefix that secret scanners can know. */
export const newRefreshToken = (): string => `atl_rt_${randomBytes(32).toString('base64url')}`;

/** SHA-256, which is all that is stored; null for what can't be a refresh token. */
export const hashRefreshToken = (token: string): Buffer | null =>
  form.test(token) ? createHash('sha256').update(token).digest() : null;
