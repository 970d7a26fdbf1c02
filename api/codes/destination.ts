import { createHmac } from 'node:crypto';
import type { Vault } from '@atlas/shared/sealing';

/** Where codes go. */
export type Destination = { channel: 'sms' | 'email'; address: string };

/** An address as one person writes it in many ways: mail hosts ignore case, and so do we. */
export const normalEmail = (email: string): string => email.trim().toLowerCase();

/** Blind index: finds the same number or address again without keeping it in the clear. */
export type ContactIndex = (address: string) => Buffer;

export const createContactIndex = (vault: Vault): ContactIndex => {
  const key = vault.deriveKey('contact-index');
  return (address) => createHmac('sha256', key).update(address).digest();
};
