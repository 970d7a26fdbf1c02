import { createHmac, randomInt } from 'node:crypto';
import type { Vault } from '@atlas/shared/sealing';

/** HMAC-SHA-256 of a value under one challenge: nothing in the database tells the code, nor fits another challenge. */
export type HashCode = (challengeId: string, value: string) => Buffer;

export const createHashCode = (vault: Vault): HashCode => {
  const key = vault.deriveKey('challenge-codes');
  return (challengeId, value) => createHmac('sha256', key).update(`${challengeId}\0${value}`).digest();
};

/** Six digits, each as likely as the other. */
export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, '0');
