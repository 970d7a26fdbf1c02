import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { ShopCustomer } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import type { MaskedCustomer } from '@atlas/shared/wire';

/** What stays of a customer once they are linked. */
export type LinkedCustomer = { customerId: string; masked: MaskedCustomer };

const place = (table: 'shop_links' | 'shop_link_tickets', rowId: string, accountId: string) => ({
  table,
  column: 'sealed_customer',
  rowId,
  accountId,
});

/** How customers of the shop rest in our tables: found by a keyed hash, readable under the master key in their own row. */
export const createCustomerSeal = (vault: Vault) => {
  const key = vault.deriveKey('shop-link.customer');
  const seal = (value: object, where: ReturnType<typeof place>) =>
    vault.seal(Buffer.from(JSON.stringify(value)), where);
  return {
    hash: (customerId: string): Buffer => createHmac('sha256', key).update(customerId).digest(),
    /** With all that the link's event will say: a ticket lives five minutes. */
    forTicket: (ticketHash: Buffer, accountId: string, customer: ShopCustomer): string =>
      seal(customer, place('shop_link_tickets', ticketHash.toString('hex'), accountId)),
    ofTicket: (ticketHash: Buffer, accountId: string, sealed: string): ShopCustomer =>
      JSON.parse(
        vault
          .open(sealed, place('shop_link_tickets', ticketHash.toString('hex'), accountId))
          .toString('utf8'),
      ) as ShopCustomer,
    forLink: (linkId: string, accountId: string, customer: LinkedCustomer): string =>
      seal(customer, place('shop_links', linkId, accountId)),
    ofLink: (linkId: string, accountId: string, sealed: string): LinkedCustomer =>
      JSON.parse(
        vault.open(sealed, place('shop_links', linkId, accountId)).toString('utf8'),
      ) as LinkedCustomer,
  };
};
export type CustomerSeal = ReturnType<typeof createCustomerSeal>;

const ticketForm = /^atl_lt_[A-Za-z0-9_-]{43}$/;

export const newTicket = (): string => `atl_lt_${randomBytes(32).toString('base64url')}`;

/** SHA-256, for storing; null for what was never a ticket. */
export const hashTicket = (ticket: string): Buffer | null =>
  ticketForm.test(ticket) ? createHash('sha256').update(ticket).digest() : null;
