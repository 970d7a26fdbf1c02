import { createHmac } from 'node:crypto';
import type { Vault } from '@atlas/shared/sealing';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Where codes go. */
export type Destination = { channel: 'sms' | 'email'; address: string };

/** An address as one person writes it in many ways: mail hosts ignore case, and so do we. */
export const normalEmail = (email: string): string => email.trim().toLowerCase();

/** Enough to recognise one's own, too little to learn another's: `+7•••12`, `a•••@d•••`. */
export const maskDestination = ({ channel, address }: Destination): string => {
  if (channel === 'sms') {
    const country = parsePhoneNumberFromString(address)?.countryCallingCode ?? '';
    return `+${country}•••${address.slice(-2)}`;
  }
  const [local = '', domain = ''] = address.split('@');
  return `${local.slice(0, 1)}•••@${domain.slice(0, 1)}•••`;
};

/** Blind index: finds the same number or address again without keeping it in the clear. */
export type ContactIndex = (address: string) => Buffer;

export const createContactIndex = (vault: Vault): ContactIndex => {
  const key = vault.deriveKey('contact-index');
  return (address) => createHmac('sha256', key).update(address).digest();
};
