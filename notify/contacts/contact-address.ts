import { createHmac } from 'node:crypto';
import type { Vault } from '@atlas/shared/sealing';
import { maskDestination } from '@atlas/shared/wire';

/** An e-mail address or phone number as notify keeps it: nowhere in the clear. */
export type ContactAddress = {
  /** The same for the same address, so that sends to it take turns; says nothing else. */
  hash: string;
  masked: string;
};

/** Hashes under a key of their own, derived from the master key. */
export const createContactAddress = (vault: Vault) => {
  const key = vault.deriveKey('notify.contact-address');
  return (address: string): ContactAddress => ({
    hash: createHmac('sha256', key).update(address.toLowerCase()).digest('base64url'),
    masked: maskDestination(address),
  });
};
